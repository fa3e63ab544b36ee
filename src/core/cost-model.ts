/**
 * What drafting costs and gains on this device. All formulas treat acceptance position by position: token i of a
 * proposal is kept with probability c_i, given that the ones before it were. For constant c they are those of
 * Leviathan et al. 2023 (arXiv 2211.17192, §3).
 */
export interface CostModel {
  /** `targetMs[n - 1]` = milliseconds of one target pass over n tokens, measured for n = 1…8. Must not be empty. */
  readonly targetMs: readonly number[];
  /** Milliseconds a drafter needs for each token it proposes. */
  readonly draftMs: number;
}

/** Longest proposal, unless a person asks for shorter ones. */
export const longestDraft = 7;

/**
 * The running maximum of measured times. A pass over more tokens can't truly be faster; where noise says so, the
 * earlier, larger time is believed. Otherwise one lucky measurement would make that draft length look like a bargain.
 */
export function runningMax(targetMs: readonly number[]): number[] {
  let most = Number.NEGATIVE_INFINITY;
  return targetMs.map(ms => {
    most = Math.max(most, ms);
    return most;
  });
}

/**
 * Milliseconds of a target pass over `n` tokens. Beyond the measured table it goes on in a straight line with the
 * table's mean slope, (last − first) / (entries − 1): the difference of the last two entries alone is too noisy. A
 * table of one entry is taken as proportional.
 * @throws RangeError when `n` is not a whole number ≥ 1 or the table is empty.
 */
export function passMs(cost: CostModel, n: number): number {
  if (!Number.isInteger(n) || n < 1) throw new RangeError(`a pass covers 1 or more tokens, not ${n}`);
  const table = cost.targetMs;
  const measured = table[n - 1];
  if (measured !== undefined) return measured;
  const first = table[0];
  const last = table.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('the cost table is empty');
  const slope = table.length === 1 ? first : Math.max(0, last - first) / (table.length - 1);
  return last + slope * (n - table.length);
}

/**
 * Tokens a round of `k` proposed tokens is expected to emit: 1 + Σ_{i≤k} Π_{j≤i} c_j. The 1 is the target's own token
 * (correction or bonus). Confidences outside 0…1 are clipped, missing ones and NaN count as 0.
 */
export function expectedTokens(confidences: readonly number[], k: number): number {
  let reach = 1;
  let tokens = 1;
  for (let i = 0; i < k; i++) {
    reach *= probability(confidences[i]);
    tokens += reach;
  }
  return tokens;
}

/**
 * Milliseconds of a round of `k` proposed tokens: drafting them, then one pass over them and the token before.
 * @param spentMs what drafting took; without it each proposed token takes `draftMs`
 */
export function roundMs(cost: CostModel, k: number, spentMs = k * cost.draftMs): number {
  return passMs(cost, k + 1) + spentMs;
}

/** Expected milliseconds per emitted token when `k` tokens are proposed. */
export function expectedMsPerToken(confidences: readonly number[], cost: CostModel, k: number): number {
  return roundMs(cost, k) / expectedTokens(confidences, k);
}

/**
 * Expected speed-up over plain passes when `k` tokens are proposed; exactly 1 for `k` = 0. With typical confidences
 * this is an arm's prior mean for the policy.
 */
export function expectedSpeedUp(confidences: readonly number[], cost: CostModel, k: number): number {
  return roundMs(cost, 0) / expectedMsPerToken(confidences, cost, k);
}

/**
 * The number of tokens to propose, 0…min(maxDraft, confidences.length), that emits the most expected tokens per
 * expected millisecond. On a tie the smaller number wins: less work at risk. 0 means that drafting does not pay now.
 * @param spentMs what drafting them took, which is over whatever number is proposed; without it each proposed token takes `draftMs`
 */
export function chooseDraftLength(
  confidences: readonly number[],
  cost: CostModel,
  maxDraft: number,
  spentMs?: number,
): number {
  const longest = Math.min(maxDraft, confidences.length);
  let best = 0;
  let bestMs = roundMs(cost, 0, spentMs);
  let reach = 1;
  let tokens = 1;
  for (let k = 1; k <= longest; k++) {
    reach *= probability(confidences[k - 1]);
    tokens += reach;
    const ms = roundMs(cost, k, spentMs) / tokens;
    if (ms < bestMs) {
      best = k;
      bestMs = ms;
    }
  }
  return best;
}

/** Expected speed-up at the draft length that suits the machine best; 1 where drafting does not pay. */
export function bestSpeedUp(confidences: readonly number[], cost: CostModel): number {
  return expectedSpeedUp(confidences, cost, chooseDraftLength(confidences, cost, confidences.length));
}

/**
 * Whether one more guess could pay: even if it were kept for certain, would the round emit more tokens per millisecond than
 * the best draft of those so far? What those took is over. A drafter that spends time on each guess stops where it couldn't.
 * @param guessMs milliseconds of that guess
 */
export function longerMayPay(
  confidences: readonly number[],
  cost: CostModel,
  guessMs: number = cost.draftMs,
): boolean {
  const k = confidences.length;
  const best = chooseDraftLength(confidences, cost, k, 0);
  const rate = expectedTokens(confidences, best) / roundMs(cost, best, 0);
  return expectedTokens([...confidences, 1], k + 1) / roundMs(cost, k + 1, guessMs) > rate;
}

/**
 * The smallest constant acceptance rate at which proposing `k` tokens is not slower than proposing none, found by
 * bisection to 1e-9. 0 when drafting pays at any rate; null when it can't pay even if every token is kept.
 */
export function breakEvenAcceptance(cost: CostModel, k: number): number | null {
  const needed = roundMs(cost, k) / roundMs(cost, 0);
  const gain = (rate: number) => expectedTokens(new Array<number>(k).fill(rate), k);
  if (gain(0) >= needed) return 0;
  if (gain(1) < needed) return null;
  let pays = 1;
  let loses = 0;
  while (pays - loses > 1e-9) {
    const middle = (pays + loses) / 2;
    if (gain(middle) >= needed) pays = middle;
    else loses = middle;
  }
  return pays;
}

function probability(confidence: number | undefined): number {
  return confidence !== undefined && confidence > 0 ? Math.min(1, confidence) : 0;
}
