import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addOuterProduct,
  chooseArm,
  createLinUcb,
  estimateArms,
  type LinUcbState,
  resetLinUcb,
  rewardRange,
  updateArm,
} from './lin-ucb.ts';

/** A small generator with a fixed seed (mulberry32), uniform in [0, 1). */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const fresh = (alpha = 0.25) =>
  createLinUcb({
    features: ['bias', 'copying', 'code'],
    arms: [
      { id: 'none', prior: 1 },
      { id: 'lookup', prior: 1.1 },
      { id: 'coder', prior: 1.1 },
    ],
    alpha,
  });

/** The best arm depends on the prompt: lookup where it copies, coder on code, none where both would slow down. */
const truth: Readonly<Record<string, readonly number[]>> = {
  none: [1, 0, 0],
  lookup: [0.8, 0.9, 0],
  coder: [0.8, 0, 0.7],
};
const expected = (arm: string, x: readonly number[]) =>
  (truth[arm] ?? []).reduce((sum, weight, i) => sum + weight * (x[i] ?? 0), 0);
const bestExpected = (x: readonly number[]) => Math.max(...Object.keys(truth).map(arm => expected(arm, x)));

function prompt(random: () => number): number[] {
  const kind = Math.floor(random() * 3);
  const level = 0.6 + 0.4 * random();
  return [1, kind === 0 ? level : 0, kind === 1 ? level : 0];
}

/** Plays `rounds` prompts with noisy rewards. @returns the final state and the true regret after every round. */
function play(rounds: number, seed: number, choose: (state: LinUcbState, x: number[]) => string) {
  const random = generator(seed);
  let state = fresh();
  let total = 0;
  const regret: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const x = prompt(random);
    const arm = choose(state, x);
    const noise = 0.2 * (random() - 0.5);
    state = updateArm(state, arm, x, expected(arm, x) + noise);
    total += bestExpected(x) - expected(arm, x);
    regret.push(total);
  }
  return { state, regret };
}

describe('the estimate', () => {
  test('is the prior before any evidence, with the uncertainty of the ridge alone', () => {
    const [none, lookup] = estimateArms(fresh(0.5), [1, 2, 2]);
    expect(none).toMatchObject({ arm: 'none', mean: 1, pulls: 0, contributions: [0, 0, 0] });
    expect(none?.uncertainty).toBeCloseTo(0.5 * 3);
    expect(lookup?.mean).toBe(1.1);
  });

  test('recovers linear rewards', () => {
    const random = generator(7);
    let state = fresh();
    for (let i = 0; i < 3000; i++) {
      const x = [1, random(), random()];
      for (const arm of Object.keys(truth)) state = updateArm(state, arm, x, expected(arm, x));
    }
    for (const x of [
      [1, 0, 0],
      [1, 1, 0],
      [1, 0, 1],
      [1, 0.5, 0.5],
    ]) {
      for (const estimate of estimateArms(state, x)) {
        expect(estimate.mean).toBeCloseTo(expected(estimate.arm, x), 2);
        expect(estimate.uncertainty).toBeLessThan(0.05);
      }
    }
  });

  test('is the prior plus the contributions of the features', () => {
    const { state } = play(50, 3, (now, x) => chooseArm(now, x).arm);
    for (const { prior, contributions, mean } of estimateArms(state, [1, 0.5, 0.2])) {
      expect(contributions.reduce((sum, value) => sum + value, prior)).toBeCloseTo(mean, 12);
    }
  });
});

describe('the choice', () => {
  test('falls on the arm listed first when all are equal', () => {
    const state = createLinUcb({ features: ['bias'], arms: ['a', 'b'].map(id => ({ id, prior: 1 })) });
    expect(chooseArm(state, [1])).toMatchObject({ arm: 'a', reason: 'best' });
  });

  test('says when it explores, when it takes the best, and when there is only one arm', () => {
    const two = createLinUcb({
      features: ['bias'],
      arms: ['a', 'b'].map(id => ({ id, prior: 1 })),
      alpha: 1,
    });
    const known = updateArm(updateArm(two, 'a', [1], 1.2), 'a', [1], 1.2);
    expect(chooseArm(known, [1])).toMatchObject({ arm: 'b', reason: 'explore' });
    expect(chooseArm({ ...known, alpha: 0 }, [1])).toMatchObject({ arm: 'a', reason: 'best' });
    const one = createLinUcb({ features: ['bias'], arms: [{ id: 'a', prior: 1 }] });
    expect(chooseArm(one, [1]).reason).toBe('only');
  });

  test('beats every fixed arm where the best arm depends on the prompt, with sublinear regret', () => {
    for (const seed of [1, 2, 3]) {
      const learnt = play(1200, seed, (state, x) => chooseArm(state, x).arm).regret;
      const final = learnt.at(-1) ?? Infinity;
      for (const arm of Object.keys(truth)) {
        expect(final).toBeLessThan(0.2 * (play(1200, seed, () => arm).regret.at(-1) ?? 0));
      }
      const firstHalf = learnt[599] ?? 0;
      expect(final - firstHalf).toBeLessThan(0.5 * firstHalf);
    }
  });
});

describe('an update', () => {
  test('leaves the old state and the other arms alone', () => {
    const before = fresh();
    const copy = structuredClone(before);
    const after = updateArm(before, 'lookup', [1, 1, 0], 1.5);
    expect(before).toEqual(copy);
    expect(after.arms[0]).toBe(before.arms[0]);
    expect(after.arms[1]).not.toBe(before.arms[1]);
    expect(after.updates).toBe(1);
    expect(after.arms[1]?.pulls).toBe(1);
  });

  test('clips the reward', () => {
    const x = [1, 0, 0];
    expect(updateArm(fresh(), 'none', x, 1000)).toEqual(updateArm(fresh(), 'none', x, rewardRange.most));
    expect(updateArm(fresh(), 'none', x, -5)).toEqual(updateArm(fresh(), 'none', x, rewardRange.least));
  });

  test('adds regret when another arm is now believed to be better, and none otherwise', () => {
    const bad = updateArm(fresh(), 'lookup', [1, 0, 0], 0.4);
    const [none, lookup, coder] = estimateArms(bad, [1, 0, 0]).map(({ mean }) => mean);
    expect(bad.regret).toBeCloseTo(Math.max(none ?? 0, coder ?? 0) - (lookup ?? 0));
    expect(bad.regret).toBeGreaterThan(0);
    expect(updateArm(fresh(), 'lookup', [1, 0, 0], 2).regret).toBe(0);
  });

  test('inverts A exactly: the Sherman–Morrison inverse is the direct one', () => {
    const vector = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(vector, { maxLength: 20 }), fc.constantFrom(0.1, 1, 5), (vectors, lambda) => {
        const identity = [0, 1, 2, 3].map(i => [0, 1, 2, 3].map(j => (i === j ? 1 : 0)));
        let inverse = identity.flat().map(value => value / lambda);
        const matrix = identity.map(row => row.map(value => value * lambda));
        for (const x of vectors) {
          inverse = addOuterProduct(inverse, x);
          matrix.forEach((row, i) => {
            for (let j = 0; j < 4; j++) row[j] = (row[j] ?? 0) + (x[i] ?? 0) * (x[j] ?? 0);
          });
        }
        const direct = invert(matrix).flat();
        inverse.forEach((value, at) => {
          expect(value).toBeCloseTo(direct[at] ?? Number.NaN, 8);
          expect(value).toBe(inverse[(at % 4) * 4 + Math.floor(at / 4)]);
        });
      }),
    );
  });

  test('is refused for an unknown arm, a vector that does not fit, or a number that is none', () => {
    expect(() => updateArm(fresh(), 'nobody', [1, 0, 0], 1)).toThrow(RangeError);
    expect(() => updateArm(fresh(), 'none', [1, 0], 1)).toThrow(RangeError);
    expect(() => updateArm(fresh(), 'none', [1, Number.NaN, 0], 1)).toThrow(RangeError);
    expect(() => updateArm(fresh(), 'none', [1, 0, 0], Number.NaN)).toThrow(RangeError);
    expect(() => chooseArm(fresh(), [1])).toThrow(RangeError);
  });
});

test('a reset forgets everything but the set-up', () => {
  const { state } = play(40, 5, (now, x) => chooseArm(now, x).arm);
  expect(state).not.toEqual(fresh());
  expect(resetLinUcb(state)).toEqual(fresh());
});

test('an unusable set-up is refused', () => {
  const arms = [{ id: 'a', prior: 1 }];
  expect(() => createLinUcb({ features: [], arms })).toThrow(RangeError);
  expect(() => createLinUcb({ features: ['x'], arms: [] })).toThrow(RangeError);
  expect(() => createLinUcb({ features: ['x', 'x'], arms })).toThrow(RangeError);
  expect(() => createLinUcb({ features: ['x'], arms: [...arms, ...arms] })).toThrow(RangeError);
  expect(() => createLinUcb({ features: ['x'], arms, lambda: 0 })).toThrow(RangeError);
  expect(() => createLinUcb({ features: ['x'], arms, alpha: Number.NaN })).toThrow(RangeError);
  expect(() => createLinUcb({ features: ['x'], arms: [{ id: 'a', prior: Number.NaN }] })).toThrow(RangeError);
});

/** Gauss–Jordan elimination with partial pivoting. */
function invert(matrix: readonly (readonly number[])[]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))]);
  for (let column = 0; column < size; column++) {
    const rest = rows.slice(column).sort((a, b) => Math.abs(b[column] ?? 0) - Math.abs(a[column] ?? 0));
    rows.splice(column, rest.length, ...rest);
    const pivot = rows[column] ?? [];
    const scale = pivot[column] ?? 1;
    for (let j = 0; j < pivot.length; j++) pivot[j] = (pivot[j] ?? 0) / scale;
    rows.forEach((row, i) => {
      if (i === column) return;
      const factor = row[column] ?? 0;
      for (let j = 0; j < row.length; j++) row[j] = (row[j] ?? 0) - factor * (pivot[j] ?? 0);
    });
  }
  return rows.map(row => row.slice(size));
}
