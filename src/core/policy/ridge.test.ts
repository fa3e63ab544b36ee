import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cholesky, invertSymmetric, multiply, solveCholesky } from './linear-algebra.ts';
import { armWeights, linearPolicy, linearScores } from './linear-model.ts';
import { seededRandom } from './random.ts';
import { gramMatrix, trainRidge } from './ridge.ts';
import { linearProblem, meanTrueReward } from './synthetic.test-helper.ts';

const problem = linearProblem(seededRandom(4), 8, 3, 0.05);
const train = problem.draw(400);

/** Minimises the ridge objective by plain gradient descent: slow, and shares no code with the closed form. */
function descend(offset: number, arm: number, lambda: number): number[] {
  let weights = new Array<number>(8).fill(0);
  for (let step = 0; step < 4000; step++) {
    const slope = weights.map(weight => lambda * weight);
    for (const { x, rewards } of train) {
      const error = weights.reduce((sum, w, i) => sum + w * (x[i] ?? 0), offset) - (rewards[arm] ?? 0);
      for (let i = 0; i < 8; i++) slope[i] = (slope[i] ?? 0) + error * (x[i] ?? 0);
    }
    weights = weights.map((weight, i) => weight - 0.0015 * (slope[i] ?? 0));
  }
  return weights;
}

test('the closed form is where gradient descent on the same objective ends', () => {
  const model = trainRidge(train, { lambda: 2 });
  model.offsets.forEach((offset, arm) => {
    const direct = descend(offset, arm, 2);
    armWeights(model, arm).forEach((weight, i) => {
      expect(weight).toBeCloseTo(direct[i] ?? Number.NaN, 5);
    });
  });
});

test('estimates are near the truth, and choosing by them earns what the truth earns', () => {
  const unseen = problem.draw(500);
  const model = trainRidge(train);
  for (const { x } of unseen.slice(0, 20)) {
    const truth = linearScores(problem.truth, x);
    linearScores(model, x).forEach((score, arm) => {
      expect(Math.abs(score - (truth[arm] ?? Number.NaN))).toBeLessThan(0.05);
    });
  }
  const earned = (id: string, which = model) => {
    const policy = linearPolicy(id, which);
    return meanTrueReward(problem.truth, unseen, x => policy.choose(x).arm);
  };
  expect(earned('ridge')).toBeGreaterThan(0.99 * earned('truth', problem.truth));
});

test('a strong ridge leaves every arm at its offset', () => {
  const model = trainRidge(train, { lambda: 1e9, offsets: [1, 1.1, 0.9] });
  linearScores(model, train[0]?.x ?? []).forEach((score, arm) => {
    expect(score).toBeCloseTo([1, 1.1, 0.9][arm] ?? 0, 5);
  });
});

test('factor, solution and inverse fit the matrix they belong to', () => {
  const rows = fc.array(
    fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 4, maxLength: 4 }),
    {
      maxLength: 8,
    },
  );
  fc.assert(
    fc.property(rows, vectors => {
      const matrix = gramMatrix([...vectors.map(x => ({ x })), { x: [0, 0, 0, 0] }]);
      for (let i = 0; i < 4; i++) matrix[i * 5] = (matrix[i * 5] ?? 0) + 0.5;
      const factor = cholesky(matrix, 4);
      const inverse = invertSymmetric(matrix, 4);
      if (factor === undefined || inverse === undefined) throw new Error('positive definite by construction');
      const solution = solveCholesky(factor, [1, -2, 3, 0.5]);
      const again = multiply(matrix, solution);
      [1, -2, 3, 0.5].forEach((value, i) => {
        expect(again[i]).toBeCloseTo(value, 8);
        expect(multiply(inverse, [1, -2, 3, 0.5])[i]).toBeCloseTo(solution[i] ?? Number.NaN, 8);
      });
    }),
  );
  expect(cholesky([1, 2, 2, 1], 2)).toBeUndefined();
  expect(invertSymmetric([0], 1)).toBeUndefined();
});

test('unusable options and vectors are refused', () => {
  expect(() => trainRidge(train, { lambda: 0 })).toThrow(RangeError);
  expect(() => trainRidge(train, { offsets: [1] })).toThrow(/1 offsets for 3 arms/);
  expect(() => trainRidge([])).toThrow(/no samples/);
  expect(() => linearScores(trainRidge(train), [1])).toThrow(/expected 8 features, got 1/);
});
