import { describe, expect, test } from 'vitest';
import { chooseArm, createLinUcb, estimateArms, type LinUcbState, priorMean, updateArm } from './lin-ucb.ts';
import { linUcbPolicy } from './lin-ucb-policy.ts';
import { invertSymmetric, multiply } from './linear-algebra.ts';
import { armWeights, linearPolicy } from './linear-model.ts';
import { seededRandom } from './random.ts';
import { trainRidge } from './ridge.ts';
import { linearProblem } from './synthetic.test-helper.ts';
import { thompsonPolicy } from './thompson.ts';
import { meanGram, priorsOf, warmStartedLinUcb } from './warm-start.ts';

const size = 6;
const problem = linearProblem(seededRandom(11), size, 3, 0.1);
const train = problem.draw(2000);
const unseen = problem.draw(200);
const model = trainRidge(train);
const features = Array.from({ length: size }, (_, i) => `feature-${i}`);
const arms = ['a', 'b', 'c'];
const warm = (strength = 30, gram = meanGram(train)): LinUcbState =>
  warmStartedLinUcb({ features, arms, model, gram, strength });
const offline = linearPolicy('offline', model);
/** A prompt of kind 1, 2 or 3 and nothing else. */
const prompt = (kind: number) => [1, 0, 0, 0, 0, 0].map((value, i) => (i === kind ? 1 : value));

describe('warm-started LinUCB', () => {
  test('begins with the choice of the offline policy on every prompt, also while it explores', () => {
    for (const { x } of unseen) {
      expect(arms.indexOf(chooseArm(warm(), x).arm)).toBe(offline.choose(x).arm);
      expect(linUcbPolicy(warm()).choose(x).arm).toBe(offline.choose(x).arm);
      expect(chooseArm(warm(), x).reason).toBe('best');
    }
  });

  test('explains its first estimates by the features, which add up to the mean, before and after evidence', () => {
    let state = warm();
    for (const { x, rewards } of unseen.slice(0, 30)) {
      for (const { contributions, prior, mean } of estimateArms(state, x)) {
        expect(contributions.some(value => Math.abs(value) > 0.01)).toBe(true);
        expect(contributions.reduce((sum, value) => sum + value, prior)).toBeCloseTo(mean, 12);
      }
      state = updateArm(state, 'b', x, rewards[1] ?? 1);
    }
  });

  test('is more certain of prompts like the offline ones than of others, the more so the stronger it starts', () => {
    const alone = prompt(1);
    const strange = [1, 0, 0, 0, 8, -8];
    const width = (state: LinUcbState, x: readonly number[]) => estimateArms(state, x)[0]?.uncertainty ?? 0;
    const cold = warm(0);
    expect(width(warm(30), alone) / width(cold, alone)).toBeLessThan(0.4);
    expect(width(warm(300), alone)).toBeLessThan(0.5 * width(warm(30), alone));
    expect(width(warm(30), strange) / width(cold, strange)).toBeGreaterThan(0.5);
  });

  test('leaves an arm that disappoints on one kind of prompt, and keeps its choice on the others', () => {
    const first = chooseArm(warm(10), prompt(2)).arm;
    const other = chooseArm(warm(10), prompt(3)).arm;
    let state = warm(10);
    let pulls = 0;
    while (chooseArm(state, prompt(2)).arm === first && pulls < 100) {
      state = updateArm(state, first, prompt(2), 0.25);
      pulls++;
    }
    expect(pulls).toBeGreaterThan(1);
    expect(pulls).toBeLessThan(40);
    expect(chooseArm(state, prompt(3)).arm).toBe(other);
  });

  test('holds on longer the stronger it starts', () => {
    const held = (strength: number) => {
      let state = warm(strength);
      const first = chooseArm(state, prompt(2)).arm;
      let pulls = 0;
      while (chooseArm(state, prompt(2)).arm === first && pulls < 1000) {
        state = updateArm(state, first, prompt(2), 0.25);
        pulls++;
      }
      return pulls;
    };
    expect(held(5)).toBeLessThan(held(30));
    expect(held(30)).toBeLessThan(held(200));
  });

  test('is the ridge regression on evidence and offline estimates together, solved directly', () => {
    const gram = meanGram(train);
    const start = gram.map((value, at) => 30 * value + (at % (size + 1) === 0 ? 1 : 0));
    const a = [...start];
    const right = multiply(start, armWeights(model, 1));
    let state = warm(30);
    for (const { x, rewards } of unseen.slice(0, 40)) {
      const reward = Math.min(4, Math.max(0.25, rewards[1] ?? 0));
      state = updateArm(state, 'b', x, reward);
      for (let i = 0; i < size; i++) {
        right[i] = (right[i] ?? 0) + (x[i] ?? 0) * (reward - (model.offsets[1] ?? 0));
        for (let j = 0; j < size; j++) a[i * size + j] = (a[i * size + j] ?? 0) + (x[i] ?? 0) * (x[j] ?? 0);
      }
    }
    const theta = multiply(invertSymmetric(a, size) ?? [], right);
    for (let i = 0; i < size; i++) {
      const unit = features.map((_, j) => (i === j ? 1 : 0));
      expect(estimateArms(state, unit)[1]?.contributions[i]).toBeCloseTo(theta[i] ?? Number.NaN, 9);
    }
  });

  test('remembers what it began with', () => {
    const x = prompt(1);
    const [before] = estimateArms(warm(), x);
    const [arm] = updateArm(warm(), 'a', x, 3).arms;
    expect(before).toBeDefined();
    if (arm !== undefined) expect(priorMean(arm, x)).toBeCloseTo(before?.mean ?? Number.NaN, 12);
  });
});

describe('Thompson sampling', () => {
  const { x } = unseen[0] ?? { x: [] };

  test('draws around the estimates with their uncertainty', () => {
    const policy = thompsonPolicy(warm(), seededRandom(3));
    const draws = Array.from({ length: 4000 }, () => policy.choose(x).scores);
    estimateArms(warm(), x).forEach(({ mean, uncertainty }, arm) => {
      const values = draws.map(scores => scores[arm] ?? Number.NaN);
      const average = values.reduce((sum, value) => sum + value, 0) / values.length;
      const variance = values.reduce((sum, value) => sum + (value - average) ** 2, 0) / values.length;
      expect(Math.abs(average - mean)).toBeLessThan(0.06 * uncertainty);
      expect(Math.sqrt(variance) / uncertainty).toBeCloseTo(1, 1);
    });
  });

  test('takes the offline choice when nothing is uncertain', () => {
    const policy = thompsonPolicy({ ...warm(), alpha: 0 }, seededRandom(3));
    for (const sample of unseen) expect(policy.choose(sample.x).arm).toBe(offline.choose(sample.x).arm);
  });

  test('without a warm start learns the best arm of each kind', () => {
    const start = createLinUcb({ features, arms: arms.map(id => ({ id, prior: 1 })) });
    const policy = thompsonPolicy(start, seededRandom(5));
    for (const sample of problem.draw(1500)) {
      const { arm } = policy.choose(sample.x);
      policy.update?.(sample.x, arm, sample.rewards[arm] ?? 0);
    }
    const best = linearPolicy('best', problem.truth);
    const right = unseen.filter(sample => policy.choose(sample.x).arm === best.choose(sample.x).arm);
    expect(right.length / unseen.length).toBeGreaterThan(0.85);
  });
});

test('a warm start of another size, or one that is not positive, is refused', () => {
  expect(() => warm(-1)).toThrow(/strength/);
  expect(() => warm(30, [1])).toThrow(/6 × 6 matrix/);
  expect(() =>
    warm(
      30,
      meanGram(train).map(value => -value),
    ),
  ).toThrow(/not positive/);
  expect(() => priorsOf(model, ['a'])).toThrow(/1 ids for 3 arms/);
  expect(() => meanGram([])).toThrow(/no samples/);
  const priorWeights = [1, 2];
  expect(() => createLinUcb({ features, arms: [{ id: 'a', prior: 1, priorWeights }] })).toThrow(
    /2 prior weights for 6 features/,
  );
});

test('a choice among 14 arms on 60 features reads far fewer numbers than a millisecond allows', () => {
  // Counts work, not time: every entry of A⁻¹ is read at most once a choice.
  const many = Array.from({ length: 60 }, (_, i) => `feature-${i}`);
  let reads = 0;
  const counted = <T extends readonly number[]>(values: T): T =>
    new Proxy(values, {
      get(target, key, receiver) {
        if (typeof key === 'string' && /^\d+$/.test(key)) reads++;
        return Reflect.get(target, key, receiver);
      },
    });
  const state = createLinUcb({
    features: many,
    arms: Array.from({ length: 14 }, (_, i) => ({ id: `arm-${i}`, prior: 1 })),
  });
  const watched = { ...state, arms: state.arms.map(arm => ({ ...arm, inverse: counted(arm.inverse) })) };
  chooseArm(
    watched,
    many.map((_, i) => (i % 4 === 0 ? 0.5 : 0)),
  );
  expect(reads).toBeGreaterThan(0);
  expect(reads).toBeLessThan(14 * 60 * 4);
});
