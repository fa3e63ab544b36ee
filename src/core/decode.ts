import { type CostModel, chooseDraftLength, longerMayPay, passMs } from './cost-model.ts';
import type { DecodeEvent, EmittedToken, StopReason } from './decode-event.ts';
import type { Drafter, Proposal } from './drafter.ts';
import type { LanguageModel, Row } from './language-model.ts';
import type { SamplingOptions } from './sampling-options.ts';
import { verify } from './speculative.ts';

/** Everything one run of {@link decode} depends on besides its two models. */
export interface DecodeOptions {
  /** Token ids of the whole prompt; at least one. */
  readonly prompt: readonly number[];
  /**
   * The tokens whose keys and values the target's cache holds from the run before. What they share with the prompt is
   * not computed again. `decode` keeps the list true, also when it ends early; hand it to the next run.
   */
  readonly cached: number[];
  readonly sampling: SamplingOptions;
  readonly maxTokens: number;
  /** Ids that end the text; they are not emitted. */
  readonly eosIds: readonly number[];
  /** Most tokens proposed in a round. */
  readonly maxDraft: number;
  /** Always propose as many as the drafter offers instead of the number the cost model finds best. */
  readonly fixedDraft: boolean;
  readonly cost: CostModel;
  /** Called once for each emitted token, in order; true ends the run behind that token (stop strings). */
  readonly isStop: (token: number) => boolean;
  readonly signal: { readonly aborted: boolean };
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** Awaited between passes, so that the host can receive a cancellation. */
  readonly breathe: () => Promise<void> | undefined;
}

/**
 * Speculative decoding: in each round the drafter proposes, the target verifies in one pass, and what it keeps is
 * emitted together with one token of its own. With an empty proposal a round is plain decoding. Greedy output is the
 * target's own, token for token; sampled output has the target's distribution.
 *
 * Yields one prefill event, one event a round, one done event.
 * @throws RangeError for an empty prompt or one that fills the context.
 */
export async function* decode(
  target: LanguageModel,
  drafter: Drafter,
  options: DecodeOptions,
): AsyncGenerator<DecodeEvent, void, void> {
  const { prompt, sampling, cost, now } = options;
  if (prompt.length < 1 || prompt.length >= target.contextLength) {
    throw new RangeError(`a prompt of ${prompt.length} tokens does not fit ${target.contextLength}`);
  }
  drafter.reset?.();
  const prefill = await feedPrompt(target, options);
  yield { type: 'prefill', promptTokens: prompt.length, ...prefill };

  const context = [...prompt];
  const start = now();
  let emittedCount = 0;
  let round = 0;
  let end = start;
  let reason: StopReason | undefined = options.signal.aborted ? 'cancelled' : undefined;
  if (options.maxTokens < 1) reason ??= 'max-tokens';

  while (reason === undefined) {
    const roundStart = now();
    // Room for the target's own token is always left, in the output and in the context.
    const room = Math.min(options.maxTokens - emittedCount, target.contextLength - context.length) - 1;
    const most = Math.min(options.maxDraft, target.maxRows - 1);
    const limit = Math.max(0, Math.min(most, room));
    const offered = await drafter.propose(
      context,
      limit,
      (confidences, guessMs) => options.fixedDraft || longerMayPay(confidences, cost, guessMs),
    );
    const length = options.fixedDraft
      ? Math.min(limit, offered.tokens.length)
      : draftLength(offered, cost, limit);
    const proposal = cutProposal(offered, length);

    const verifyStart = now();
    const rows = await checkProposal(target, context, proposal, options, () => {
      const next = Math.min(most, room - proposal.tokens.length - 1);
      if (next > 0) prepareNext(drafter, proposal, next, verifyStart, options);
    });
    const verifyEnd = now();
    const verification = verify(proposal, rows, sampling, context.length);

    // The cache also holds the rejected proposals, but nobody asks for them: the next pass overwrites them.
    options.cached.push(...context.slice(-1), ...proposal.tokens.slice(0, verification.accepted));

    const kept = applyStops(
      verification.emitted,
      emittedCount,
      context.length,
      target.contextLength,
      options,
    );
    for (const { token } of kept.tokens) context.push(token);
    drafter.observe?.(proposal, verification.tested, verification.accepted);
    end = now();
    yield {
      type: 'round',
      index: round,
      at: emittedCount,
      proposed: verification.proposed,
      tested: verification.tested,
      accepted: verification.accepted,
      emitted: kept.tokens,
      draftMs: verifyStart - roundStart,
      verifyMs: verifyEnd - verifyStart,
      overheadMs: end - verifyEnd,
    };
    round += 1;
    emittedCount += kept.tokens.length;
    reason = kept.reason;
    if (reason === undefined) {
      await options.breathe();
      if (options.signal.aborted) reason = 'cancelled';
    }
  }
  yield { type: 'done', reason, tokens: emittedCount, rounds: round, decodeMs: end - start };
}

/** Feeds all but the last prompt token, in chunks; the last one goes into the first round's pass. */
async function feedPrompt(
  target: LanguageModel,
  options: DecodeOptions,
): Promise<{ reusedTokens: number; prefillMs: number }> {
  const { prompt, cached, now } = options;
  const start = now();
  const wanted = prompt.slice(0, -1);
  let fed = 0;
  while (fed < wanted.length && cached[fed] === wanted[fed]) fed += 1;
  const reusedTokens = fed;
  cached.length = fed;
  while (fed < wanted.length && !options.signal.aborted) {
    const chunk = wanted.slice(fed, fed + target.maxRows);
    await target.extend(chunk, fed, { rows: 0, logits: false });
    cached.push(...chunk);
    fed += chunk.length;
    await options.breathe();
  }
  return { reusedTokens, prefillMs: now() - start };
}

/** One target pass over the last kept token and the proposal: a row for each of them. */
function checkProposal(
  target: LanguageModel,
  context: readonly number[],
  proposal: Proposal,
  options: DecodeOptions,
  meanwhile: () => void,
): Promise<readonly Row[]> | readonly Row[] {
  const last = context.length - 1;
  const tokens = [...context.slice(last), ...proposal.tokens];
  return target.extend(tokens, last, {
    rows: tokens.length,
    logits: options.sampling.temperature > 0,
    meanwhile,
  });
}

/** Drafts on while the target is busy elsewhere, for as long as its pass is expected to take and no longer. */
function prepareNext(
  drafter: Drafter,
  proposal: Proposal,
  limit: number,
  passStart: number,
  { cost, fixedDraft, now }: DecodeOptions,
): void {
  const deadline = passStart + passMs(cost, proposal.tokens.length + 1) - cost.draftMs;
  drafter.prepare?.(
    proposal,
    limit,
    (confidences, guessMs) => now() < deadline && (fixedDraft || longerMayPay(confidences, cost, guessMs)),
  );
}

/**
 * How many of the offered tokens to propose. Whether a token that was drawn goes in must not depend on the draw, or the
 * output is biased: some tokens would be tested more often than q says. Later confidences do depend on it, so a drawn
 * draft grows token by token, for as long as each one pays by what was known before it was drawn.
 */
function draftLength(
  { confidences, distributions, spentMs }: Proposal,
  cost: CostModel,
  limit: number,
): number {
  if (distributions === undefined) return chooseDraftLength(confidences, cost, limit, spentMs);
  let length = 0;
  while (length < limit && chooseDraftLength(confidences, cost, length + 1) > length) length += 1;
  return length;
}

function cutProposal(proposal: Proposal, length: number): Proposal {
  if (length >= proposal.tokens.length) return proposal;
  return {
    tokens: proposal.tokens.slice(0, length),
    confidences: proposal.confidences.slice(0, length),
    ...(proposal.distributions && { distributions: proposal.distributions.slice(0, length) }),
  };
}

/** Takes emitted tokens one by one until a stop condition holds: what comes behind it never enters the output. */
function applyStops(
  emitted: readonly EmittedToken[],
  before: number,
  contextTokens: number,
  contextLength: number,
  options: DecodeOptions,
): { tokens: readonly EmittedToken[]; reason: StopReason | undefined } {
  const tokens: EmittedToken[] = [];
  for (const candidate of emitted) {
    if (options.eosIds.includes(candidate.token)) return { tokens, reason: 'eos' };
    tokens.push(candidate);
    if (options.isStop(candidate.token)) return { tokens, reason: 'stop-string' };
    if (before + tokens.length >= options.maxTokens) return { tokens, reason: 'max-tokens' };
    if (contextTokens + tokens.length >= contextLength) return { tokens, reason: 'context-full' };
  }
  return { tokens, reason: undefined };
}
