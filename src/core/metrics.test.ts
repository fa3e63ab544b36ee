import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DecodeEvent, EmittedToken, RoundEvent, TokenState } from './decode-event.ts';
import { speedUp, summarise } from './metrics.ts';

const emitted = (state: TokenState): EmittedToken => ({ token: 1, state, p: 1, top: [], logSumExp: 0 });

interface RoundShape {
  readonly proposed: number;
  readonly accepted: number;
  /** Tokens cut off by the stop condition. */
  readonly cut?: number;
}

/** A round as the decode loop reports it: one token of the target's own behind the accepted ones, then the cut. */
function round(index: number, { proposed, accepted, cut = 0 }: RoundShape): RoundEvent {
  const own = proposed === 0 ? 'plain' : accepted < proposed ? 'correction' : 'bonus';
  const states: TokenState[] = [...new Array<TokenState>(accepted).fill('accepted'), own];
  return {
    type: 'round',
    index,
    at: 0,
    proposed: [],
    tested: Math.min(proposed, accepted + 1),
    accepted,
    emitted: states.slice(0, states.length - cut).map(emitted),
    draftMs: 1,
    verifyMs: 5,
    overheadMs: 0.5,
  };
}

function run(
  shapes: readonly RoundShape[],
  prefillMs = 10,
  reusedTokens = 0,
  decodeMs?: number,
): DecodeEvent[] {
  const rounds = shapes.map((shape, i) => round(i, shape));
  const tokens = rounds.reduce((sum, { emitted }) => sum + emitted.length, 0);
  return [
    { type: 'prefill', promptTokens: 20, reusedTokens, prefillMs },
    ...rounds,
    {
      type: 'done',
      reason: 'eos',
      tokens,
      rounds: rounds.length,
      decodeMs: decodeMs ?? rounds.length * 6.5,
    },
  ];
}

describe('the figures of a run', () => {
  test('follow the definitions', () => {
    const summary = summarise(
      run([
        { proposed: 4, accepted: 2 },
        { proposed: 0, accepted: 0 },
        { proposed: 3, accepted: 3 },
      ]),
    );
    expect(summary).toMatchObject({ tokens: 8, rounds: 3, tested: 6, accepted: 5, prefillMs: 10 });
    expect(summary.acceptanceRate).toBeCloseTo(5 / 6);
    expect(summary.meanAcceptedLength).toBeCloseTo(8 / 3);
    expect(summary.msPerToken).toBeCloseTo(19.5 / 8);
    expect(summary.acceptanceByPosition).toEqual([
      { tested: 2, accepted: 2 },
      { tested: 2, accepted: 2 },
      { tested: 2, accepted: 1 },
    ]);
  });

  test('count nothing behind the stop condition', () => {
    // Four kept and a bonus, but the output ended at the second.
    const summary = summarise(run([{ proposed: 4, accepted: 4, cut: 3 }]));
    expect(summary).toMatchObject({ tokens: 2, tested: 2, accepted: 2 });
    // Two kept and a correction; the output ended before the correction, so the rejection does not count either.
    const rejected = summarise(run([{ proposed: 4, accepted: 2, cut: 1 }]));
    expect(rejected).toMatchObject({ tokens: 2, tested: 2, accepted: 2, acceptanceRate: 1 });
  });

  test('count the time between rounds as overhead, so that the parts add up', () => {
    const summary = summarise(run([{ proposed: 1, accepted: 1 }], 10, 0, 9));
    expect(summary.decodeMs).toBe(9);
    expect(summary.overheadMs).toBe(3);
  });

  test('of an unfinished run come from its rounds', () => {
    const summary = summarise(
      run([
        { proposed: 1, accepted: 1 },
        { proposed: 1, accepted: 0 },
      ]).slice(0, 3),
    );
    expect(summary.decodeMs).toBe(13);
    expect(summary.msPerToken).toBeCloseTo(13 / 3);
  });

  test('of an empty run are null, not NaN', () => {
    expect(summarise([])).toEqual({
      tokens: 0,
      rounds: 0,
      tested: 0,
      accepted: 0,
      acceptanceRate: null,
      meanAcceptedLength: null,
      decodeMs: 0,
      prefillMs: null,
      promptTokens: null,
      reusedTokens: null,
      msPerToken: null,
      acceptanceByPosition: [],
      draftMs: 0,
      verifyMs: 0,
      overheadMs: 0,
    });
    expect(summarise(run([]).slice(0, 1)).msPerToken).toBeNull();
  });

  test('hang together for every run', () => {
    const shape = fc
      .nat({ max: 7 })
      .chain(proposed =>
        fc
          .nat({ max: proposed })
          .chain(accepted => fc.nat({ max: accepted + 1 }).map(cut => ({ proposed, accepted, cut }))),
      );
    fc.assert(
      fc.property(fc.array(shape, { maxLength: 12 }), shapes => {
        const summary = summarise(run(shapes));
        expect(summary.accepted).toBeLessThanOrEqual(summary.tested);
        expect(summary.accepted).toBeLessThanOrEqual(summary.tokens);
        expect(summary.tokens).toBeLessThanOrEqual(summary.accepted + summary.rounds);
        const sum = (key: 'tested' | 'accepted') =>
          summary.acceptanceByPosition.reduce((total, count) => total + count[key], 0);
        expect(sum('tested')).toBe(summary.tested);
        expect(sum('accepted')).toBe(summary.accepted);
        expect(summary.draftMs + summary.verifyMs + summary.overheadMs).toBeCloseTo(summary.decodeMs, 9);
        expect(Object.values(summary).some(Number.isNaN)).toBe(false);
      }),
    );
  });
});

describe('the speed-up', () => {
  const plain = (prefillMs: number, reused: number) =>
    summarise(
      run(
        [
          { proposed: 0, accepted: 0 },
          { proposed: 0, accepted: 0 },
        ],
        prefillMs,
        reused,
      ),
    );
  const drafted = (prefillMs: number, reused: number) =>
    summarise(run([{ proposed: 1, accepted: 1 }], prefillMs, reused));

  test('is the ratio of times per token, without and with prefill', () => {
    const { decode, total } = speedUp(plain(10, 0), drafted(10, 0));
    expect(decode).toBeCloseTo(2);
    expect(total).toBeCloseTo((10 + 13) / (10 + 6.5));
  });

  test('is below 1 when drafting made it slower', () => {
    expect(speedUp(drafted(10, 0), plain(10, 0)).decode).toBeCloseTo(0.5);
  });

  test('does not credit a run with a prompt that was still in the cache', () => {
    const expected = (10 + 13) / (10 + 6.5);
    expect(speedUp(plain(10, 0), drafted(0.2, 20)).total).toBeCloseTo(expected);
    expect(speedUp(plain(0.2, 20), drafted(10, 0)).total).toBeCloseTo(expected);
  });

  test('is null while either run has no figures or took no measurable time', () => {
    const nothing = summarise([]);
    expect(speedUp(nothing, drafted(10, 0))).toEqual({ decode: null, total: null });
    expect(speedUp(plain(10, 0), nothing)).toEqual({ decode: null, total: null });
    const instant = { ...plain(0, 0), decodeMs: 0, msPerToken: 0 };
    expect(speedUp(instant, instant)).toEqual({ decode: null, total: null });
  });
});
