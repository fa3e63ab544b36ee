import type { CostModel } from './cost-model.ts';
import { roundMs } from './cost-model.ts';
import { decode } from './decode.ts';
import type { Drafter } from './drafter.ts';
import type { ExtendOptions, LanguageModel, Row } from './language-model.ts';
import { Reliability, type ReliabilityBin } from './reliability.ts';
import { greedy } from './sampling-options.ts';

/** A target whose whole text is known: after every prefix of it, it wants the token that follows there. */
export class RecordedTarget implements LanguageModel {
  readonly vocabularySize = 65_536;
  readonly maxRows = 32;
  readonly contextLength: number;

  constructor(private readonly text: readonly number[]) {
    this.contextLength = text.length + this.maxRows;
  }

  /** Rows behind a rejected proposal would be about another text; nobody reads them. */
  extend(tokens: readonly number[], at: number, options: ExtendOptions): readonly Row[] {
    const first = tokens.length - options.rows;
    return Array.from({ length: options.rows }, (_, row) => {
      const argmax = this.text[at + first + row + 1] ?? 0;
      return { argmax, logSumExp: 0, top: [{ token: argmax, logit: 0 }] };
    });
  }
}

/** How a draft would have fared while the target wrote a text that is known. */
export interface Followed {
  readonly tokens: number;
  readonly rounds: number;
  readonly tested: number;
  readonly accepted: number;
  /** Time by the cost model: passes of the target, and the guesses that were really asked for. */
  readonly ms: number;
  /** `[i]`: of the proposals tested at position i, how many were, and how many were kept. */
  readonly byPosition: readonly { readonly tested: number; readonly accepted: number }[];
  /** The same by confidence. */
  readonly byConfidence: readonly ReliabilityBin[];
}

/** Milliseconds the drafter has spent on guesses since it was last asked. */
export type GuessClock = () => number;

/**
 * Runs the product's own decode loop along a recorded output: the drafts, the draft lengths and the learning are those of the
 * page; only the target's passes are read instead of computed.
 * @param guessMs where guesses cost time; `cost.draftMs` still decides about draft lengths
 */
export async function follow(
  drafter: Drafter,
  prompt: readonly number[],
  output: readonly number[],
  cost: CostModel,
  options: { readonly maxDraft: number; readonly fixedDraft?: boolean; readonly guessMs?: GuessClock },
): Promise<Followed> {
  const target = new RecordedTarget([...prompt, ...output]);
  const events = decode(target, drafter, {
    prompt,
    cached: [],
    sampling: greedy,
    maxTokens: output.length,
    eosIds: [],
    maxDraft: options.maxDraft,
    fixedDraft: options.fixedDraft ?? false,
    cost,
    isStop: () => false,
    signal: { aborted: false },
    now: () => 0,
    breathe: () => undefined,
  });
  let [rounds, tested, accepted, ms] = [0, 0, 0, 0];
  const byPosition: { tested: number; accepted: number }[] = [];
  const reliability = new Reliability();
  const passes: CostModel = { ...cost, draftMs: 0 };
  options.guessMs?.();
  for await (const event of events) {
    if (event.type !== 'round') continue;
    rounds += 1;
    tested += event.tested;
    accepted += event.accepted;
    ms += roundMs(passes, event.proposed.length) + (options.guessMs?.() ?? 0);
    for (const [i, { confidence }] of event.proposed.slice(0, event.tested).entries()) {
      const kept = i < event.accepted;
      reliability.record(confidence, kept);
      byPosition[i] ??= { tested: 0, accepted: 0 };
      const place = byPosition[i];
      if (place === undefined) continue;
      place.tested += 1;
      if (kept) place.accepted += 1;
    }
  }
  return { tokens: output.length, rounds, tested, accepted, ms, byPosition, byConfidence: reliability.bins };
}
