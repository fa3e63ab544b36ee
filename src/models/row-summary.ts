import type { Row, ScoredToken } from '../core/language-model.ts';

/** Best tokens reported for each row, as by the other backends. */
const topCount = 5;

/**
 * What decoding needs of a row of logits, shape `[vocabularySize]`. On a tie the lower id is better.
 * @throws Error when a logit is not finite
 */
export function summariseRow(logits: Float32Array): Row {
  const top: ScoredToken[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let token = 0; token < logits.length; token++) {
    const logit = logits[token] ?? Number.NaN;
    if (logit <= least) continue;
    let place = top.length;
    while (place > 0 && (top[place - 1]?.logit ?? 0) < logit) place--;
    top.splice(place, 0, { token, logit });
    if (top.length > topCount) top.pop();
    if (top.length === topCount) least = top[topCount - 1]?.logit ?? least;
  }
  const best = top[0];
  const largest = best?.logit ?? Number.NaN;
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - largest);
  const logSumExp = largest + Math.log(sum);
  if (best === undefined || !Number.isFinite(logSumExp)) {
    throw new Error(
      'the model produced logits that are not finite: its weights are damaged, or its format overflows',
    );
  }
  return { argmax: best.token, logSumExp, top };
}
