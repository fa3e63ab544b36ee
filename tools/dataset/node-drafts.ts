import { closeSync, openSync, readdirSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { CountedGuesser, guessClock } from '../../src/core/counted-guesser.ts';
import type { RowArm } from '../../src/core/dataset-row.ts';
import type { GrowingNgrams } from '../../src/core/growing-ngrams.ts';
import { LookupGuesser } from '../../src/core/lookup-guesser.ts';
import type { TokenGuesser } from '../../src/core/token-guesser.ts';
import { type ArmId, armIds, arms, type PartId } from '../../src/engine/arms.ts';
import type { CpuModel } from '../../src/models/cpu-model.ts';
import type { HiddenStates } from '../../src/models/draft-head.ts';
import { checkDrafts, type DraftFile } from '../../src/models/draft-store.ts';
import { draftTogether, loadDraft } from '../../src/models/load-draft.ts';
import { outputStates } from '../../src/models/output-states.ts';
import type { OutputLine } from './generate.ts';
import { readOutputs } from './outputs.ts';

/** What passes and guesses cost: measured in a browser (`npm run bench` prints the first row), see costs.json. */
export interface Costs {
  readonly machine: string;
  /** Milliseconds of a pass of the target over 1, 2, … tokens. */
  readonly targetMs: readonly number[];
  /** Milliseconds of one guess, by type of draft file. */
  readonly guessMs: Readonly<Record<DraftFile['type'], number>>;
}

/** An arm that can be run along recorded outputs. */
export interface RecordedArm extends RowArm {
  readonly id: ArmId;
}

/** Where the states of an output lie: bf16 rows from `row` on. */
interface Place {
  readonly file: string;
  readonly row: number;
}

/** Hidden states of recorded outputs: from files beside the outputs, or computed again by the target. */
export class RecordedStates implements HiddenStates {
  readonly #places = new Map<string, Place>();
  readonly #handles = new Map<string, number>();
  /** States of the present output, f32 `[tokens][width]`, and the position of the first. */
  #rows = new Float32Array();
  #first = 0;
  /** States that were computed, by output. */
  readonly #computed = new Map<string, Float32Array<ArrayBuffer>>();

  /**
   * @param folder with pairs outputs-x.jsonl, hidden-x.bf16
   * @param kept how many outputs' computed states are kept, for whoever opens them again
   */
  constructor(
    private readonly target: CpuModel,
    folder: string | undefined,
    private readonly kept: number,
  ) {
    if (folder === undefined) return;
    for (const name of readdirSync(folder)) {
      const part = /^outputs-(.+)\.jsonl$/.exec(name)?.[1];
      if (part === undefined) continue;
      const file = join(folder, `hidden-${part}.bf16`);
      for (const { id, hiddenAt } of readOutputs([join(folder, name)])) {
        if (hiddenAt !== undefined) this.#places.set(id, { file, row: hiddenAt });
      }
    }
  }

  /** The output whose states are asked for from now on. */
  async open(output: OutputLine): Promise<void> {
    const place = this.#places.get(output.id);
    this.#first = output.prompt.length - 1;
    // Computed states take longer than those of a file, and are exact where a file's are rounded to bf16.
    this.#rows = place === undefined ? await this.#compute(output) : this.#read(place, output.tokens.length);
  }

  hiddenAt(position: number): Float32Array | undefined {
    const { width } = this.target.config;
    const at = (position - this.#first) * width;
    return at < 0 || at >= this.#rows.length ? undefined : this.#rows.slice(at, at + width);
  }

  embeddingRow(token: number): Float32Array {
    return this.target.embeddingRow(token);
  }

  dispose(): void {
    for (const handle of this.#handles.values()) closeSync(handle);
  }

  async #compute(output: OutputLine): Promise<Float32Array<ArrayBuffer>> {
    const states = this.#computed.get(output.id) ?? (await outputStates(this.target, output));
    if (this.#computed.size < this.kept) this.#computed.set(output.id, states);
    return states;
  }

  #read({ file, row }: Place, count: number): Float32Array<ArrayBuffer> {
    let handle = this.#handles.get(file);
    if (handle === undefined) {
      handle = openSync(file, 'r');
      this.#handles.set(file, handle);
    }
    const { width } = this.target.config;
    const words = new Uint16Array(count * width);
    readSync(handle, words, 0, words.byteLength, row * width * 2);
    return new Float32Array(Uint32Array.from(words, word => word << 16).buffer);
  }
}

/** The draft files of public/drafts as the manifest lists them. */
export function draftFiles(folder: string, target: string): DraftFile[] {
  return checkDrafts(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')), target);
}

/**
 * All arms whose files exist, for runs along recorded outputs.
 * @param parts what there is of their parts already; what is made is added
 * @param bytesOf contents that stand in for a file
 */
export async function recordedArms(options: {
  readonly folder: string;
  readonly target: CpuModel;
  readonly targetId: string;
  readonly module: WebAssembly.Module;
  readonly costs: Costs;
  readonly states: RecordedStates;
  readonly history: GrowingNgrams;
  readonly parts: Map<PartId, CountedGuesser>;
  readonly bytesOf?: (id: string) => Uint8Array | undefined;
}): Promise<RecordedArm[]> {
  const { folder, costs, states, target, module, parts } = options;
  const files = new Map(draftFiles(folder, options.targetId).map(file => [file.id, file]));
  const plainMs = costs.targetMs[0] ?? 1;
  const make = async (id: PartId): Promise<TokenGuesser | undefined> => {
    if (id === 'lookup') return new LookupGuesser();
    if (id === 'history') return options.history;
    const file = files.get(id);
    if (file === undefined) return undefined;
    const bytes = new Uint8Array(options.bytesOf?.(id) ?? readFileSync(join(folder, file.file)));
    const costOf = (type: DraftFile['type']) => costs.guessMs[type] / plainMs;
    return loadDraft(file, bytes, { target, states, module, costOf });
  };
  const ready: RecordedArm[] = [];
  for (const id of armIds) {
    const guessers: CountedGuesser[] = [];
    for (const partId of arms[id]) {
      const known = parts.get(partId);
      const guesser = known ?? (await make(partId));
      if (guesser === undefined) continue;
      const counted = guesser instanceof CountedGuesser ? guesser : new CountedGuesser(guesser);
      parts.set(partId, counted);
      guessers.push(counted);
    }
    if (guessers.length < arms[id].length) continue;
    ready.push({
      ...draftTogether(id, guessers, costs.targetMs),
      id,
      clock: guessClock(guessers, plainMs),
      needsTarget: guessers.some(guesser => guesser.needsTarget),
    });
  }
  return ready;
}
