import type { Row } from '../../src/core/language-model.ts';
import type { BatchToken, CpuModel } from '../../src/models/cpu-model.ts';

/** One text to write. */
export interface Job {
  readonly id: string;
  /** Token ids of the whole prompt; at least one. */
  readonly prompt: readonly number[];
}

/** What came of a job. */
export interface Written {
  readonly job: Job;
  /** The output, the end token included if one came. */
  readonly tokens: readonly number[];
  /**
   * The target's normalised last hidden state behind each output token, bf16 `[tokens][width]`: row i is the state that
   * predicted `tokens[i]`. Empty when not asked for.
   */
  readonly hidden: Uint16Array;
}

export interface BatchOptions {
  /** Texts written side by side; the model needs as many sequences. */
  readonly sequences: number;
  readonly maxTokens: number;
  readonly eosIds: readonly number[];
  readonly hidden: boolean;
  /** Chooses the next token; by default the most likely one. */
  readonly pick?: (row: Row, job: Job, position: number) => number;
}

/** A sequence of the model's cache and the job that runs in it. */
interface Slot {
  readonly sequence: number;
  job: Job | undefined;
  /** What the cache holds, and what is yet to be fed: prompt and output so far. */
  tokens: number[];
  fed: number;
  output: number[];
  hidden: Uint16Array;
}

/**
 * Writes many texts at once: every pass takes one token of each text that is being written, and fills up with prompt tokens of
 * those that are to start. Rows of a pass do not depend on each other, so each text is what it would be alone.
 */
export async function* generateBatch(
  model: CpuModel,
  jobs: Iterable<Job>,
  options: BatchOptions,
): AsyncGenerator<Written> {
  const waiting = jobs[Symbol.iterator]();
  const slots = Array.from({ length: options.sequences }, (_, sequence) => newSlot(sequence));
  for (;;) {
    for (const slot of slots) {
      if (slot.job === undefined) start(slot, waiting.next().value, model, options);
    }
    const { tokens, writing } = plan(slots, model.maxRows);
    if (tokens.length === 0) return;
    const rows = model.extendBatch(tokens, { rows: writing.length, logits: options.pick !== undefined });
    for (const [i, slot] of writing.entries()) {
      const row = rows[i];
      const { job } = slot;
      if (row === undefined || job === undefined) throw new Error('a pass lost a row');
      if (options.hidden) {
        const state = model.hiddenAt(slot.tokens.length - 1, slot.sequence);
        if (state === undefined) throw new Error('a pass lost a hidden state');
        toBf16(state, slot.hidden, slot.output.length * state.length);
      }
      const token = options.pick?.(row, job, slot.tokens.length) ?? row.argmax;
      slot.output.push(token);
      slot.tokens.push(token);
      const full = slot.output.length >= options.maxTokens || slot.tokens.length >= model.contextLength;
      if (full || options.eosIds.includes(token)) {
        const hidden = slot.hidden.slice(0, options.hidden ? slot.output.length * model.config.width : 0);
        slot.job = undefined;
        yield { job, tokens: slot.output, hidden };
      }
    }
  }
}

function newSlot(sequence: number): Slot {
  return { sequence, job: undefined, tokens: [], fed: 0, output: [], hidden: new Uint16Array() };
}

/** Gives a slot its next job. What its prompt shares with the text before stays in the cache. */
function start(slot: Slot, job: Job | undefined, model: CpuModel, options: BatchOptions): void {
  if (job === undefined) return;
  if (job.prompt.length + options.maxTokens > model.contextLength) {
    throw new RangeError(`${job.id}: a prompt of ${job.prompt.length} tokens is too long`);
  }
  let shared = 0;
  const reusable = Math.min(slot.fed, job.prompt.length - 1);
  while (shared < reusable && slot.tokens[shared] === job.prompt[shared]) shared += 1;
  slot.job = job;
  slot.tokens = [...job.prompt];
  slot.fed = shared;
  slot.output = [];
  slot.hidden = new Uint16Array(options.hidden ? options.maxTokens * model.config.width : 0);
}

/** The tokens of the next pass, those that want a row last, and the slots these rows belong to. */
function plan(slots: readonly Slot[], maxRows: number): { tokens: BatchToken[]; writing: Slot[] } {
  const busy = slots.filter(({ job }) => job !== undefined);
  const ready = busy.filter(({ fed, tokens }) => fed === tokens.length - 1).slice(0, maxRows);
  let room = maxRows - ready.length;
  const tokens: BatchToken[] = [];
  const feed = (slot: Slot, count: number) => {
    for (let i = 0; i < count; i++) {
      const token = slot.tokens[slot.fed];
      if (token !== undefined) tokens.push({ token, sequence: slot.sequence, at: slot.fed });
      slot.fed += 1;
    }
  };
  for (const slot of busy) {
    if (ready.includes(slot)) continue;
    const count = Math.min(room, slot.tokens.length - 1 - slot.fed);
    feed(slot, count);
    room -= count;
  }
  for (const slot of ready) feed(slot, 1);
  return { tokens, writing: ready };
}

/** Rounds to bf16, ties to even, into `out` from `at`. */
function toBf16(values: Float32Array, out: Uint16Array, at: number): void {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  for (const [i, word] of bits.entries()) out[at + i] = (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
}
