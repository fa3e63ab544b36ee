import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLinUcb, type LinUcbState, resetLinUcb, updateArm } from './lin-ucb.ts';
import { linUcbFromJson, linUcbToJson } from './lin-ucb-json.ts';

const build = {
  features: ['bias', 'length'],
  arms: [
    { id: 'none', prior: 1 },
    { id: 'lookup', prior: 1.1 },
  ],
};

const learnt = (): LinUcbState =>
  updateArm(updateArm(createLinUcb(build), 'lookup', [1, 0.3], 1.4), 'none', [1, 0.9], 1.02);

/** What comes back from a file, with `value` put at the dotted `place` (undefined: taken out). */
function stored(place = '', value?: unknown): unknown {
  const root: unknown = JSON.parse(JSON.stringify(linUcbToJson(learnt())));
  if (place === '') return root;
  const keys = place.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce((node, key) => (node as Record<string, unknown>)[key], root);
  (parent as Record<string, unknown>)[last] = value;
  return root;
}

test('a state comes back from JSON the same', () => {
  expect(linUcbFromJson(stored(), build)).toEqual(learnt());
});

test('every reachable state comes back the same', () => {
  const update = fc.record({
    arm: fc.constantFrom('none', 'lookup'),
    length: fc.double({ min: 0, max: 1, noNaN: true }),
    reward: fc.double({ min: 0, max: 10, noNaN: true }),
  });
  fc.assert(
    fc.property(fc.array(update, { maxLength: 60 }), updates => {
      const state = updates.reduce(
        (now, { arm, length, reward }) => updateArm(now, arm, [1, length], reward),
        createLinUcb(build),
      );
      expect(linUcbFromJson(JSON.parse(JSON.stringify(linUcbToJson(state))), build)).toEqual(state);
    }),
  );
});

test('a warm start comes back, and an arm that nothing was seen of is written without its matrix', () => {
  const warm = createLinUcb({
    features: build.features,
    arms: build.arms.map(arm => ({ ...arm, priorWeights: [0.1, -0.2] })),
    warmStart: { strength: 20, gram: [1, 0.4, 0.4, 0.3] },
  });
  const state = updateArm(warm, 'lookup', [1, 0.3], 1.4);
  const json = linUcbToJson(state);
  expect(json.arms.map(arm => 'inverse' in arm)).toEqual([false, true]);
  const back = linUcbFromJson(JSON.parse(JSON.stringify(json)), build);
  expect(back).toEqual(state);
  expect(resetLinUcb(back)).toEqual(warm);
});

test('a state of version 1, without warm start, is read', () => {
  const { start, ...old } = { ...linUcbToJson(learnt()), version: 1 };
  const arms = old.arms.map(({ priorWeights, ...arm }) => arm);
  expect(start).toEqual([1, 0, 0, 1]);
  expect(linUcbFromJson(JSON.parse(JSON.stringify({ ...old, arms })), build)).toEqual(learnt());
  const fresh = linUcbToJson(createLinUcb(build));
  const untried = fresh.arms.map(({ id, prior, pulls }) => ({
    id,
    prior,
    pulls,
    inverse: [1, 0, 0, 1],
    b: [0, 0],
  }));
  expect(linUcbFromJson({ ...fresh, version: 1, arms: untried }, build)).toEqual(createLinUcb(build));
});

test('an arm that was added since starts fresh, in its place', () => {
  const later = {
    ...build,
    arms: [...build.arms.slice(0, 1), { id: 'head', prior: 1.3 }, ...build.arms.slice(1)],
  };
  const state = linUcbFromJson(stored(), later);
  expect(state.arms.map(arm => arm.id)).toEqual(['none', 'head', 'lookup']);
  expect(state.arms[1]).toEqual(createLinUcb(later).arms[1]);
  expect(state.arms[2]).toEqual(learnt().arms[1]);
});

describe('a state is refused, with cause and remedy, when', () => {
  const [none] = linUcbToJson(learnt()).arms;
  const cases: readonly (readonly [string, RegExp, unknown])[] = [
    ['it is not an object', /not an object/, 'policy'],
    ['it is null', /not an object/, null],
    ['it is a list', /not an object/, []],
    ['its format is another', /format/, stored('format', 'other')],
    ['its version is newer', /versions 1 and 2/, stored('version', 3)],
    ['a feature is missing', /other features/, stored('features', ['bias'])],
    ['features stand in another order', /other features/, stored('features', ['length', 'bias'])],
    ['an arm is not known here', /no arm "x"/, stored('arms.0.id', 'x')],
    ['an arm occurs twice', /twice/, stored('arms', [none, none])],
    ['an arm has no id', /id/, stored('arms.0.id')],
    ['the arms are missing', /"arms"/, stored('arms')],
    ['the start is missing', /"start"/, stored('start')],
    ['the start is larger than the ridge allows', /start is larger/, stored('start.0', 2)],
    ['a prior weight is missing', /1 numbers instead of 2/, stored('arms.0.priorWeights', [0])],
    ['a prior weight is text', /an entry of priorWeights/, stored('arms.0.priorWeights.0', '1')],
    ['a tried arm has no matrix', /"inverse of arm "none"" is not a list/, stored('arms.0.inverse')],
    ['a matrix is too short', /3 numbers instead of 4/, stored('arms.0.inverse', [1, 0, 0])],
    ['a vector is too long', /3 numbers instead of 2/, stored('arms.0.b', [0, 0, 0])],
    ['a number is null', /an entry of b/, stored('arms.0.b.1', null)],
    ['a number is infinite', /an entry of b/, stored('arms.0.b.1', Infinity)],
    ['a number is text', /alpha/, stored('alpha', '0.25')],
    ['alpha is negative', /alpha/, stored('alpha', -1)],
    ['lambda is 0', /lambda/, stored('lambda', 0)],
    ['pulls are not whole', /whole/, stored('arms.0.pulls', 1.5)],
    ['the prior is missing', /prior/, stored('arms.0.prior')],
    ['a matrix is not symmetric', /symmetric/, stored('arms.0.inverse.1', 0.123)],
    ['a matrix is larger than the ridge allows', /1\/lambda/, stored('arms.0.inverse.0', 2)],
    ['a matrix is not positive', /positive definite/, stored('arms.0.inverse.0', -1)],
    ['a matrix is indefinite', /positive definite/, stored('arms.0.inverse', [0.5, 0.9, 0.9, 0.5])],
  ];
  test.each(cases)('%s', (_, cause, json) => {
    expect(() => linUcbFromJson(json, build)).toThrow(cause);
    expect(() => linUcbFromJson(json, build)).toThrow(/reset the policy/);
  });

  test('it is any other JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), json => {
        expect(() => linUcbFromJson(json, build)).toThrow(/reset the policy/);
      }),
    );
  });
});
