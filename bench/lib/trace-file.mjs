/** Recorded runs as files: small enough to come with the page, with everything in them that it shows. */

/** Decimal places by the name of a number. Times to 10 µs; probabilities and logits finer than the page shows them. */
const places = {
  prefillMs: 2,
  draftMs: 2,
  verifyMs: 2,
  overheadMs: 2,
  decodeMs: 2,
  targetMs: 2,
  confidence: 4,
  p: 6,
  acceptance: 6,
  draw: 6,
  logit: 3,
  logSumExp: 3,
};

/**
 * A copy of a trace, or of any part of it, with its numbers rounded.
 *
 * @template T
 * @param {T} value
 * @param {string} [name] the property it stands under
 * @returns {T}
 */
export function rounded(value, name = '') {
  if (typeof value === 'number') {
    const digits = places[name];
    return digits === undefined ? value : Number(value.toFixed(digits));
  }
  if (Array.isArray(value)) return value.map(item => rounded(item, name));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rounded(item, key)]));
}

/** Milliseconds a token of a run's events, prefill excluded; undefined for a run of no tokens. */
export function msPerToken(events) {
  let ms = 0;
  let tokens = 0;
  for (const event of events) {
    if (event.type !== 'round') continue;
    ms += event.draftMs + event.verifyMs + event.overheadMs;
    tokens += event.emitted.length;
  }
  return tokens > 0 ? ms / tokens : undefined;
}

/** Token ids of a run's events. */
export const tokensOf = events =>
  events.flatMap(event => (event.type === 'round' ? event.emitted.map(({ token }) => token) : []));

/** Target-only time a token over this run's time a token. */
export const speedUpOf = ({ events, baseline }) => msPerToken(baseline) / msPerToken(events);

/** The take with the median speed-up; takes must be odd in number. */
export function medianTake(takes) {
  const sorted = [...takes].sort((a, b) => speedUpOf(a) - speedUpOf(b));
  return sorted[sorted.length >> 1];
}
