/**
 * A stand-in for the worker, for tests only: it writes a given text word by word, with made-up times, so that what the
 * stores do can be checked exactly. Nothing of the application imports it.
 */
import type { EmittedToken, TestedToken } from '../core/decode-event.ts';
import type {
  ChatMessage,
  Engine,
  GenerateEvent,
  GenerateRequest,
  LoadProgress,
  ModelInfo,
} from '../engine/engine.ts';
import type { TextRound } from './token-pieces.ts';

/** Milliseconds of a pass over 1…8 tokens. */
export const toyCost = [12, 14.4, 17.5, 21, 25, 29, 33, 37] as const;

export const toyInfo: ModelInfo = {
  id: 'toy',
  name: 'Toy',
  bytes: 98_362_432,
  notes: [],
  vocabularySize: 1000,
  contextLength: 2048,
  threads: 2,
  kernel: 'relaxed-dot-add',
  cost: { targetMs: toyCost, measuredAt: 0, threads: 2, kernel: 'relaxed-dot-add' },
  backend: 'cpu',
  backendReason: 'This browser has no WebGPU.',
  memoryBytes: 181e6,
  loadMs: 1240,
};

/** How the toy behaves. */
export interface ToyOptions {
  /** What it writes, whatever it is asked. */
  readonly text: string;
  /** Proposed and kept tokens of each drafting round, repeated from the start when used up. */
  readonly plan: readonly (readonly [proposed: number, kept: number])[];
  /** Called before each event; may delay or throw. */
  readonly before?: (event: GenerateEvent, request: GenerateRequest) => Promise<void> | void;
  /** Called while loading. */
  readonly loading?: (report: (progress: LoadProgress) => void, signal: AbortSignal) => Promise<void>;
}

/** See the top of the file. */
export class ToyEngine implements Engine {
  readonly kind = 'worker';
  disposed = false;

  constructor(private readonly options: ToyOptions) {}

  async load(onProgress: (progress: LoadProgress) => void, signal: AbortSignal): Promise<ModelInfo> {
    await this.options.loading?.(onProgress, signal);
    signal.throwIfAborted();
    return toyInfo;
  }

  async *generate(request: GenerateRequest, signal: AbortSignal): AsyncGenerator<GenerateEvent> {
    let tokens = 0;
    let rounds = 0;
    let decodeMs = 0;
    for (const event of toyEvents(this.options, request)) {
      await this.options.before?.(event, request);
      if (signal.aborted) {
        yield { type: 'done', reason: 'cancelled', tokens, rounds, decodeMs, text: '' };
        return;
      }
      if (event.type === 'round') {
        tokens += event.emitted.length;
        rounds += 1;
        decodeMs += event.draftMs + event.verifyMs + event.overheadMs;
      }
      yield event;
    }
  }

  countTokens(messages: readonly ChatMessage[]): Promise<number> {
    return Promise.resolve(messages.reduce((sum, { content }) => sum + words(content).length, 20));
  }

  dispose(): void {
    this.disposed = true;
  }
}

/** Words with the spaces before them; line breaks stand for themselves, as in most vocabularies. */
function words(text: string): string[] {
  return text.match(/\n+|[^\S\n]*\S+/g) ?? [];
}

/** The events of one run of the toy. */
export function toyEvents({ text, plan }: ToyOptions, request: GenerateRequest): GenerateEvent[] {
  const all = words(text).slice(0, request.maxTokens);
  const vocabulary = [...new Set(all)];
  const id = (word: string): number => vocabulary.indexOf(word);
  const events: GenerateEvent[] = [
    { type: 'prefill', promptTokens: 31, reusedTokens: request.arm === 'none' ? 30 : 0, prefillMs: 96 },
  ];
  let at = 0;
  let index = 0;
  let decodeMs = 0;
  while (at < all.length) {
    const [proposed, kept] = request.arm === 'none' ? [0, 0] : (plan[index % plan.length] ?? [0, 0]);
    const round = toyRound(all, at, Math.min(proposed, request.maxDraft), kept, index, id);
    events.push(round);
    at += round.emitted.length;
    decodeMs += round.draftMs + round.verifyMs + round.overheadMs;
    index += 1;
  }
  const reason = all.length === request.maxTokens ? 'max-tokens' : 'eos';
  events.push({ type: 'done', reason, tokens: all.length, rounds: index, decodeMs, text: '' });
  return events;
}

function toyRound(
  all: readonly string[],
  at: number,
  proposed: number,
  kept: number,
  index: number,
  id: (word: string) => number,
): TextRound {
  const accepted = Math.min(kept, proposed);
  const emittedWords = all.slice(at, at + accepted + 1);
  const wrong = (i: number): string => all[(at * 7 + i * 3) % all.length] ?? '';
  const isWhole = accepted === proposed;
  const emitted = emittedWords.map((word, i): EmittedToken => {
    const logits = [4.2, 2.6, 1.9, 0.8, 0.1];
    return {
      token: id(word),
      state: i < accepted ? 'accepted' : proposed === 0 ? 'plain' : isWhole ? 'bonus' : 'correction',
      p: Math.exp(4.2 - 4.6),
      top: logits.map((logit, n) => ({ token: n === 0 ? id(word) : id(wrong(n + i)), logit })),
      logSumExp: 4.6,
    };
  });
  const proposal = Array.from({ length: proposed }, (_, i): TestedToken => {
    const confidence = 0.9 - i * 0.08;
    if (i < accepted) {
      const token = id(all[at + i] ?? '');
      return { token, verdict: 'accepted', confidence, p: 0.67, q: 1, acceptance: 1 };
    }
    const token = id(wrong(i));
    return i === accepted
      ? { token, verdict: 'rejected', confidence, p: 0.04, q: 1, acceptance: 0 }
      : { token, verdict: 'untested', confidence };
  });
  const texts: Record<number, string> = {};
  for (const word of all) texts[id(word)] = word;
  return {
    type: 'round',
    index,
    at,
    proposed: proposal,
    tested: Math.min(proposed, accepted + 1),
    accepted,
    emitted,
    draftMs: proposed === 0 ? 0.02 : 0.4,
    verifyMs: toyCost[proposed] ?? 37,
    overheadMs: 0.3,
    text: emittedWords.join(''),
    texts,
  };
}
