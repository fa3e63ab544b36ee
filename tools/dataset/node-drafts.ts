import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { CostModel } from '../../src/core/cost-model.ts';
import type { Drafter } from '../../src/core/drafter.ts';
import type { GrowingNgrams } from '../../src/core/growing-ngrams.ts';
import { GuessDrafter } from '../../src/core/guess-drafter.ts';
import { LookupGuesser } from '../../src/core/lookup-guesser.ts';
import { NgramGuesser } from '../../src/core/ngram-guesser.ts';
import { NgramTable } from '../../src/core/ngram-table.ts';
import { noDraft } from '../../src/core/no-draft.ts';
import type { Guess, TokenGuesser } from '../../src/core/token-guesser.ts';
import { type ArmId, armIds, arms, type PartId } from '../../src/engine/arms.ts';
import { memorySource } from '../../src/models/byte-source.ts';
import { CpuModel } from '../../src/models/cpu-model.ts';
import { DraftHead, HeadGuesser, type HiddenStates } from '../../src/models/draft-head.ts';
import { checkDrafts, type DraftFile } from '../../src/models/draft-store.ts';
import { readGguf } from '../../src/models/gguf.ts';
import { llamaConfig } from '../../src/models/llama-config.ts';
import { draftVocabulary, ModelGuesser } from '../../src/models/model-guesser.ts';
import type { OutputLine } from './generate.ts';
import type { GuessClock } from './recorded-target.ts';

/** What passes and guesses cost: measured in a browser (`npm run bench` prints the first row), see costs.json. */
export interface Costs {
  readonly machine: string;
  /** Milliseconds of a pass of the target over 1, 2, … tokens. */
  readonly targetMs: readonly number[];
  /** Milliseconds of one guess, by type of draft file. */
  readonly guessMs: Readonly<Record<DraftFile['type'], number>>;
}

/** An arm that can be run along recorded outputs. */
export interface RecordedArm {
  readonly id: ArmId;
  readonly drafter: Drafter;
  readonly cost: CostModel;
  readonly clock: GuessClock;
  /** Whether it goes on from the target's hidden states, so that it cannot write on its own. */
  readonly needsTarget: boolean;
}

/** Hidden states of recorded outputs, bf16 rows, one file beside each outputs file. */
export class RecordedStates implements HiddenStates {
  #rows:
    | { readonly handle: number; readonly first: number; readonly count: number; readonly at: number }
    | undefined;
  readonly #handles = new Map<string, number>();

  constructor(private readonly target: Pick<CpuModel, 'embeddingRow' | 'config'>) {}

  /** The output whose states are asked for from now on. */
  open(file: string | undefined, { prompt, tokens, hiddenAt }: OutputLine): void {
    this.#rows = undefined;
    if (file === undefined || hiddenAt === undefined || !existsSync(file)) return;
    let handle = this.#handles.get(file);
    if (handle === undefined) {
      handle = openSync(file, 'r');
      this.#handles.set(file, handle);
    }
    this.#rows = { handle, first: hiddenAt, count: tokens.length, at: prompt.length - 1 };
  }

  hiddenAt(position: number): Float32Array | undefined {
    const rows = this.#rows;
    const row = position - (rows?.at ?? 0);
    if (rows === undefined || row < 0 || row >= rows.count) return undefined;
    const { width } = this.target.config;
    const words = new Uint16Array(width);
    readSync(rows.handle, words, 0, width * 2, (rows.first + row) * width * 2);
    const bits = Uint32Array.from(words, word => word << 16);
    return new Float32Array(bits.buffer);
  }

  embeddingRow(token: number): Float32Array {
    return this.target.embeddingRow(token);
  }

  dispose(): void {
    for (const handle of this.#handles.values()) closeSync(handle);
  }
}

/** Counts guesses that were really computed: the first after a walk began or went on. */
class CountedGuesser implements TokenGuesser {
  readonly id: string;
  readonly priors: readonly number[];
  #asked = false;
  count = 0;

  constructor(
    private readonly inner: TokenGuesser,
    readonly cost: number,
  ) {
    this.id = inner.id;
    this.priors = inner.priors;
  }

  begin(context: readonly number[]): void {
    this.#asked = false;
    this.inner.begin(context);
  }

  guess(): Guess | undefined {
    if (!this.#asked) this.count += 1;
    this.#asked = true;
    return this.inner.guess();
  }

  advance(token: number): void {
    this.#asked = false;
    this.inner.advance(token);
  }

  reset(): void {
    this.inner.reset?.();
  }
}

/** The draft files of public/drafts as the manifest lists them. */
export function draftFiles(folder: string, target: string): DraftFile[] {
  return checkDrafts(JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')), target);
}

/**
 * All arms whose files exist, for runs along recorded outputs.
 * @param states where heads get the target's states from; without it arms with a head are left out
 */
export async function recordedArms(options: {
  readonly folder: string;
  readonly target: CpuModel;
  readonly targetId: string;
  readonly module: WebAssembly.Module;
  readonly costs: Costs;
  readonly states: RecordedStates | undefined;
  readonly history: GrowingNgrams;
}): Promise<RecordedArm[]> {
  const { folder, costs, states, target, module } = options;
  const files = new Map(draftFiles(folder, options.targetId).map(file => [file.id, file]));
  const plainMs = costs.targetMs[0] ?? 1;
  const parts = new Map<PartId, CountedGuesser>();
  const make = async (id: PartId): Promise<TokenGuesser | undefined> => {
    if (id === 'lookup') return new LookupGuesser();
    if (id === 'history') return options.history;
    const file = files.get(id);
    if (file === undefined) return undefined;
    const bytes = new Uint8Array(readFileSync(join(folder, file.file)));
    const source = memorySource(bytes);
    const cost = costs.guessMs[file.type] / plainMs;
    switch (file.type) {
      case 'ngram':
        return new NgramGuesser(id, new NgramTable(bytes));
      case 'head': {
        if (states === undefined) return undefined;
        const { config, vocabularySize } = target;
        const head = await DraftHead.load(source, await readGguf(source), {
          module,
          width: config.width,
          vocabularySize,
        });
        return new HeadGuesser(id, head, states, cost);
      }
      case 'model': {
        const gguf = await readGguf(source);
        const draft = await CpuModel.load(source, gguf, llamaConfig(gguf), {
          module,
          contextLength: 512,
          threads: 1,
        });
        const vocabulary = draftVocabulary(gguf, draft.vocabularySize, target.vocabularySize);
        return new ModelGuesser(id, draft, vocabulary, cost);
      }
    }
  };
  const ready: RecordedArm[] = [];
  for (const id of armIds) {
    const guessers: CountedGuesser[] = [];
    for (const partId of arms[id]) {
      const known = parts.get(partId);
      const guesser = known ?? (await make(partId));
      if (guesser === undefined) continue;
      const counted = guesser instanceof CountedGuesser ? guesser : new CountedGuesser(guesser, guesser.cost);
      parts.set(partId, counted);
      guessers.push(counted);
    }
    if (guessers.length < arms[id].length) continue;
    const clock = () => guessers.reduce((ms, each) => ms + each.cost * plainMs * take(each), 0);
    const draftMs = Math.max(0, ...guessers.map(({ cost }) => cost)) * plainMs;
    ready.push({
      id,
      drafter: guessers.length === 0 ? noDraft : new GuessDrafter(id, guessers),
      cost: { targetMs: costs.targetMs, draftMs },
      clock,
      needsTarget: arms[id].some(part => files.get(part)?.type === 'head'),
    });
  }
  return ready;
}

function take(guesser: CountedGuesser): number {
  const { count } = guesser;
  guesser.count = 0;
  return count;
}
