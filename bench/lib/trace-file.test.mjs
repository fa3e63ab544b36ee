import { describe, expect, it } from 'vitest';
import { medianTake, msPerToken, rounded, speedUpOf, tokensOf } from './trace-file.mjs';

const round = (verifyMs, ...tokens) => ({
  type: 'round',
  emitted: tokens.map(token => ({ token, state: 'plain', p: 0.123456789, top: [], logSumExp: 12.34567 })),
  draftMs: 0.5,
  verifyMs,
  overheadMs: 0.25,
});

describe('files of recorded runs', () => {
  it('round times and probabilities, and leave ids, counts and texts alone', () => {
    const trace = {
      model: { cost: { targetMs: [4.56789], measuredAt: 1764000000123 } },
      events: [round(4.56789, 17)],
    };
    expect(rounded(trace)).toEqual({
      model: { cost: { targetMs: [4.57], measuredAt: 1764000000123 } },
      events: [
        {
          type: 'round',
          emitted: [{ token: 17, state: 'plain', p: 0.123457, top: [], logSumExp: 12.346 }],
          draftMs: 0.5,
          verifyMs: 4.57,
          overheadMs: 0.25,
        },
      ],
    });
  });

  it('count the time of whole rounds over the tokens they emitted', () => {
    const events = [
      { type: 'prefill', prefillMs: 99 },
      round(4.25, 1, 2, 3),
      round(4.25, 4),
      { type: 'done' },
    ];
    expect(msPerToken(events)).toBe(2.5);
    expect(tokensOf(events)).toEqual([1, 2, 3, 4]);
    expect(msPerToken([])).toBeUndefined();
  });

  it('come from the take with the median speed-up, neither the best nor the worst', () => {
    const take = (draftMs, plainMs) => ({ events: [round(draftMs, 1, 2)], baseline: [round(plainMs, 1)] });
    const takes = [take(9.25, 19.25), take(19.25, 9.25), take(9.25, 9.25)];
    expect(takes.map(speedUpOf)).toEqual([4, 1, 2]);
    expect(medianTake(takes)).toBe(takes[2]);
  });
});
