/**
 * A language small enough to see through: some thirty words, and a grammar of which kind of word may follow which. The toy
 * target and its drafts speak it; everything else (drafting, verification, rounds) is the engine's own code.
 */
import type { CostModel } from '../../core/cost-model.ts';
import { decode } from '../../core/decode.ts';
import type { DecodeEvent, RoundEvent } from '../../core/decode-event.ts';
import type { Drafter, Proposal } from '../../core/drafter.ts';
import { uniform } from '../../core/rng.ts';
import { distribution } from '../../core/sampling.ts';
import { greedy } from '../../core/sampling-options.ts';
import { verify } from '../../core/speculative.ts';
import { ToyModel, type ToyRule } from '../../core/toy-model.ts';
import type { GenerateEvent, GenerateRequest } from '../../engine/engine.ts';
import { appendEvents, emptyRun, type RunView } from '../../state/run-view.ts';
import type { TextRound } from '../../state/token-pieces.ts';

const kinds = {
  the: ['the', 'a', 'every', 'her'],
  old: ['small', 'quiet', 'bright', 'tall', 'lost'],
  lamp: ['keeper', 'lamp', 'boat', 'harbour', 'stair', 'letter', 'gull', 'storm'],
  sees: ['sees', 'lights', 'follows', 'finds', 'counts', 'leaves'],
  and: ['and', 'while', 'until', 'because'],
  '.': ['.'],
} as const;
type Kind = keyof typeof kinds;

/** Which kinds may follow which, and how readily. A noun before its verb is `lamp`, one behind it `object`. */
const grammar: Readonly<Record<Kind | 'object', Partial<Record<Kind, number>>>> = {
  the: { old: 6.1, lamp: 6.6 },
  old: { lamp: 7 },
  lamp: { sees: 7 },
  object: { and: 6, '.': 7 },
  sees: { the: 7 },
  and: { the: 7 },
  '.': { the: 7 },
};

const words = Object.values(kinds).flat();
const kindOfWord = Object.entries(kinds).flatMap(([kind, list]) => list.map(() => kind as Kind));
/** The prompt: the end of a sentence, so that a new one begins. */
const prompt = [words.indexOf('.')];

/** How strongly the last words decide the next one, beside the grammar. */
const spread = 4;

/**
 * The rule of the toy target (strangeness 0) or of a draft. A draft knows the same grammar; its opinion of the single words is the
 * target's, mixed with one of its own.
 * @param strangeness 0 thinks as the target does, 1 has nothing in common with it but the grammar
 */
export function toyRule(strangeness: number, seed = 5): ToyRule {
  return context => {
    const last = context.slice(-4);
    const before = place(context);
    const state = last.reduce((hash, token) => Math.imul(hash ^ (token + 1), 0x01000193), seed);
    return Float32Array.from({ length: words.length }, (_, token) => {
      const allowed = grammar[before][kindOfWord[token] ?? '.'] ?? 0;
      const own = uniform(state, token, 'target');
      const other = uniform(state ^ 0x5bd1e995, token, 'draft');
      return allowed + spread * ((1 - strangeness) * own + strangeness * other);
    });
  };
}

/** What the last word is in its clause. */
function place(context: readonly number[]): Kind | 'object' {
  const kind = kindOfWord[context.at(-1) ?? 0] ?? '.';
  if (kind !== 'lamp') return kind;
  for (let i = context.length - 2; i >= 0; i--) {
    const earlier = kindOfWord[context[i] ?? 0];
    if (earlier === 'sees') return 'object';
    if (earlier === 'and' || earlier === '.') return 'lamp';
  }
  return 'lamp';
}

/** Proposes what its rule finds most likely, and says how likely that is. */
export class ToyGreedyDrafter implements Drafter {
  readonly id = 'toy-greedy';
  constructor(private readonly rule: ToyRule) {}

  propose(context: readonly number[], limit: number): Proposal {
    const tokens: number[] = [];
    const confidences: number[] = [];
    for (let i = 0; i < limit; i++) {
      const q = distribution(this.rule([...context, ...tokens]), { ...greedy, temperature: 1 });
      let best = 0;
      for (let token = 1; token < q.length; token++) if ((q[token] ?? 0) > (q[best] ?? 0)) best = token;
      tokens.push(best);
      confidences.push(q[best] ?? 0);
    }
    return { tokens, confidences };
  }
}

/** Proposes what the target will certainly not write: its least likely words. */
export class ContraryDrafter implements Drafter {
  readonly id = 'contrary';
  readonly #target = toyRule(0);

  propose(context: readonly number[], limit: number): Proposal {
    const tokens: number[] = [];
    for (let i = 0; i < limit; i++) {
      const logits = this.#target([...context, ...tokens]);
      let worst = 0;
      for (let token = 1; token < logits.length; token++) {
        if ((logits[token] ?? 0) < (logits[worst] ?? 0)) worst = token;
      }
      tokens.push(worst);
    }
    return { tokens, confidences: tokens.map(() => 0.5) };
  }
}

export interface ToyRunOptions {
  readonly drafter: Drafter;
  /** Tokens proposed in every round; 0 is target-only decoding. */
  readonly draftLength: number;
  readonly tokens: number;
}

/** Costs are of no interest to the toy: every round proposes as many tokens as it is told to. */
const noCost: CostModel = { targetMs: [1], draftMs: 0 };

/** Runs the engine's own decode loop on the toy, greedily, and gives the run in the form the page shows runs in. */
export async function toyRun({ drafter, draftLength, tokens }: ToyRunOptions): Promise<RunView> {
  const target = new ToyModel(words.length, 4096, toyRule(0));
  const events: GenerateEvent[] = [];
  const options = {
    prompt,
    cached: [],
    sampling: greedy,
    maxTokens: tokens,
    eosIds: [],
    maxDraft: draftLength,
    fixedDraft: true,
    cost: noCost,
    isStop: () => false,
    signal: { aborted: false },
    now: () => 0,
    breathe: () => undefined,
  };
  for await (const event of decode(target, drafter, options)) events.push(withText(event));
  return appendEvents(emptyRun(toyRequest), events);
}

/**
 * One round by hand: the target checks these words and `verify` decides.
 * @param context what is written so far, the prompt included
 */
export function toyRound(context: readonly number[], proposed: readonly number[], index: number): TextRound {
  const target = new ToyModel(words.length, 4096, toyRule(0));
  target.extend(context.slice(0, -1), 0, { rows: 0, logits: false });
  const tokens = [...context.slice(-1), ...proposed];
  const rows = target.extend(tokens, context.length - 1, { rows: tokens.length, logits: false });
  const proposal = { tokens: proposed, confidences: proposed.map(() => 1) };
  const { tested, accepted, proposed: fates, emitted } = verify(proposal, rows, greedy, context.length);
  const round: RoundEvent = {
    type: 'round',
    index,
    at: context.length - prompt.length,
    proposed: fates,
    tested,
    accepted,
    emitted,
    draftMs: 0,
    verifyMs: 0,
    overheadMs: 0,
  };
  return { ...round, text: emitted.map(({ token }) => wordText(token)).join(''), texts: textsOf(round) };
}

/** The ids of all words, and where every text of the toy begins. */
export const toyWords: readonly number[] = words.map((_, token) => token);
export const toyPrompt: readonly number[] = prompt;

/** Stands for the request that a toy never had. */
export const toyRequest: GenerateRequest = {
  messages: [],
  arm: 'none',
  sampling: greedy,
  maxTokens: 0,
  stopStrings: [],
  maxDraft: 0,
  fixedDraft: true,
};

function withText(event: DecodeEvent): GenerateEvent {
  switch (event.type) {
    case 'prefill':
      return event;
    case 'round':
      return {
        ...event,
        text: event.emitted.map(({ token }) => wordText(token)).join(''),
        texts: textsOf(event),
      };
    case 'done':
      return { ...event, text: '' };
  }
}

function textsOf({ emitted, proposed }: RoundEvent): Record<number, string> {
  const texts: Record<number, string> = {};
  for (const { token } of [...emitted, ...proposed]) texts[token] = wordText(token);
  return texts;
}

/** A word with the space before it; a full stop has none. */
export function wordText(token: number): string {
  const word = words[token] ?? '?';
  return word === '.' ? word : ` ${word}`;
}
