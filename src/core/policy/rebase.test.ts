import { describe, expect, test } from 'vitest';
import { chooseArm, createLinUcb, estimateArms, type LinUcbState, updateArm } from './lin-ucb.ts';
import { linUcbFromJson, linUcbToJson } from './lin-ucb-json.ts';
import { seededRandom } from './random.ts';
import { isCold, rebaseLinUcb } from './rebase.ts';
import { gramMatrix } from './ridge.ts';

const features = ['bias', 'a', 'b'];
const random = seededRandom(4);
const prompts = Array.from({ length: 40 }, () => [1, random(), random()]);
const gram = gramMatrix(prompts.map(x => ({ x }))).map(value => value / prompts.length);
const warm = () =>
  createLinUcb({
    features,
    arms: [
      { id: 'none', prior: 1, priorWeights: [0, 0, 0] },
      { id: 'new', prior: 1.1, priorWeights: [0, 0.1, 0] },
      { id: 'draft', prior: 1.2, priorWeights: [0.05, 0.3, -0.2] },
    ],
    warmStart: { strength: 20, gram },
  });
const cold = () =>
  createLinUcb({
    features,
    arms: [
      { id: 'none', prior: 1 },
      { id: 'draft', prior: 1.05 },
    ],
  });
const taught = (state: LinUcbState) =>
  prompts.reduce((now, x, i) => updateArm(now, i % 3 === 0 ? 'none' : 'draft', x, 0.9 + 0.01 * i), state);

describe('a state moved to another start', () => {
  test('is as if it had begun there and seen the same', () => {
    const moved = rebaseLinUcb(taught(cold()), warm());
    const direct = taught(warm());
    if (moved === undefined) throw new Error('it could not be moved');
    expect(moved.updates).toBe(prompts.length);
    for (const x of prompts.slice(0, 10)) {
      const [a, b] = [estimateArms(moved, x), estimateArms(direct, x)];
      a.forEach((estimate, i) => {
        expect(estimate.mean).toBeCloseTo(b[i]?.mean ?? Number.NaN, 9);
        expect(estimate.uncertainty).toBeCloseTo(b[i]?.uncertainty ?? Number.NaN, 9);
      });
      expect(chooseArm(moved, x).arm).toBe(chooseArm(direct, x).arm);
    }
  });

  test('can be stored and read again', () => {
    const moved = rebaseLinUcb(taught(cold()), warm());
    if (moved === undefined) throw new Error('it could not be moved');
    const arms = warm().arms;
    expect(linUcbFromJson(JSON.parse(JSON.stringify(linUcbToJson(moved))), { features, arms })).toEqual(
      moved,
    );
  });

  test('is refused for other features, or without a bias first', () => {
    const other = createLinUcb({ features: ['bias', 'a', 'c'], arms: [{ id: 'none', prior: 1 }] });
    expect(rebaseLinUcb(cold(), other)).toBeUndefined();
    const names = { features: ['a', 'bias'], arms: [{ id: 'none', prior: 1 }] };
    expect(rebaseLinUcb(createLinUcb(names), createLinUcb(names))).toBeUndefined();
  });
});

test('a state is cold when what it learnt was learnt without an offline model', () => {
  expect(isCold(taught(cold()))).toBe(true);
  expect(isCold(warm())).toBe(false);
  expect(isCold(taught(warm()))).toBe(false);
});
