import { chooseDraftLength, expectedMsPerToken, runningMax } from '../core/cost-model.ts';
import type { LanguageModel } from '../core/language-model.ts';

/** Passes are measured over 1 … 8 tokens. */
const most = 8;
/** Milliseconds a calibration may take. */
const budget = 500;
/** Milliseconds of warm-up first: browsers optimise code in the background, on the very cores that are measured. */
const warmUp = 200;
/** Where in the context passes are measured: a typical prompt lies before it. */
const position = 96;
/** A device whose pass takes longer than this many milliseconds is measured at 1 and 8 tokens alone. */
const tooSlow = 250;

/**
 * Measures what a pass over n = 1 … 8 tokens costs on this device: the lower quartile of interleaved tries
 * (other programs can only make a pass slower).
 * Leaves the cache empty (the next run starts at position 0).
 * @returns milliseconds, index n - 1
 */
export async function calibrate(model: LanguageModel, now: () => number): Promise<number[]> {
  const at = Math.min(position, Math.max(0, model.contextLength - most));
  const tokens = Array.from({ length: most }, (_, i) => (i * 37 + 11) % model.vocabularySize);
  const filler = Array.from({ length: at }, (_, i) => tokens[i % most] ?? 0);
  for (let fed = 0; fed < at; fed += model.maxRows) {
    await model.extend(filler.slice(fed, fed + model.maxRows), fed, { rows: 0, logits: false });
  }
  const pass = (n: number) => model.extend(tokens.slice(0, n), at, { rows: n, logits: false });
  const time = async (n: number): Promise<number> => {
    const before = now();
    await pass(n);
    return now() - before;
  };
  // The first pass of its size also compiles a GPU's shaders.
  await pass(1);
  if ((await time(1)) > tooSlow) {
    const one = await time(1);
    await pass(most);
    const all = Math.max(one, await time(most));
    return tokens.map((_, i) => one + ((all - one) * i) / (most - 1));
  }
  const warmUpEnd = now() + warmUp;
  for (let round = 0; round < 25 && (round < 1 || now() < warmUpEnd); round++) {
    for (let n = 1; n <= most; n++) await pass(n);
  }
  const samples: number[][] = tokens.map(() => []);
  const end = now() + budget;
  for (let round = 0; round < 25 && (round < 3 || now() < end); round++) {
    for (const [i, times] of samples.entries()) times.push(await time(i + 1));
  }
  return samples.map(lowerQuartile);
}

function lowerQuartile(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 2] ?? 0;
}

/** Milliseconds a token that costs promise. */
export interface Pace {
  /** Without a draft. */
  readonly plain: number;
  /** With a free draft of which each token is kept with probability 0.6, as long as pays. */
  readonly drafted: number;
}

/** What measured passes come to; the mean of both is what backends are compared by. */
export function paceOf(targetMs: readonly number[]): Pace {
  const cost = { targetMs: runningMax(targetMs), draftMs: 0 };
  const confidences = new Array<number>(targetMs.length - 1).fill(0.6);
  const length = chooseDraftLength(confidences, cost, confidences.length);
  return {
    plain: expectedMsPerToken([], cost, 0),
    drafted: expectedMsPerToken(confidences, cost, length),
  };
}
