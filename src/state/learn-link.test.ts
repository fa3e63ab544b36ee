import fc from 'fast-check';
import { expect, test } from 'vitest';
import { longestQuery, readControls, shownControls, writeControl, writeShown } from './learn-link.ts';

const specs = {
  k: { kind: 'number', label: 'Draft length', min: 0, max: 7, step: 1, initial: 4 },
  a: { kind: 'number', label: 'Agreement', min: 0, max: 1, step: 0.05, initial: 0.8 },
  run: {
    kind: 'choice',
    label: 'Run',
    options: [
      { value: 'class', label: 'A class' },
      { value: 'story', label: 'A story' },
    ],
    initial: 'class',
  },
  p: { kind: 'list', label: 'p', min: 0, max: 1, step: 0.01, initial: [0.5, 0.3, 0.2] },
} as const;

const initial = { k: 4, a: 0.8, run: 'class', p: [0.5, 0.3, 0.2] };

test('an empty query gives the initial values', () => {
  expect(readControls('', specs)).toEqual(initial);
});

test('what is written is read back, and initial values leave no trace', () => {
  let query = writeControl('', 'k', specs.k, 2);
  query = writeControl(query, 'a', specs.a, 0.35);
  query = writeControl(query, 'run', specs.run, 'story');
  query = writeControl(query, 'p', specs.p, [0.1, 0.2, 0.7]);
  expect(query).toBe('k=2&a=0.35&run=story&p=0.1,0.2,0.7');
  expect(readControls(query, specs)).toEqual({ k: 2, a: 0.35, run: 'story', p: [0.1, 0.2, 0.7] });
  query = writeControl(query, 'k', specs.k, 4);
  expect(query).toBe('a=0.35&run=story&p=0.1,0.2,0.7');
});

test('numbers are clamped and put on their steps; nonsense has no effect', () => {
  expect(readControls('k=99&a=-3', specs)).toMatchObject({ k: 7, a: 0 });
  expect(readControls('k=2.4&a=0.333', specs)).toMatchObject({ k: 2, a: 0.35 });
  expect(readControls('k=NaN&a=&run=nothing&p=1,2', specs)).toEqual(initial);
  expect(readControls('p=0.1,x,9', specs).p).toEqual([0.1, 0.3, 1]);
  expect(readControls(`k=2&x=${'1'.repeat(longestQuery)}`, specs)).toEqual(initial);
});

test('show lists what can be seen; without it all can', () => {
  expect(shownControls('k=2')).toBeUndefined();
  expect(shownControls('show=k,a')).toEqual(new Set(['k', 'a']));
  expect(shownControls('show=')).toEqual(new Set());
  expect(writeShown('k=2', ['a'])).toBe('k=2&show=a');
  expect(writeShown('k=2&show=a', undefined)).toBe('k=2');
});

test('whatever the query, values are within their limits', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), fc.double(), (text, number) => {
      for (const query of [text, `k=${number}&a=${number}&p=${number},${number},${number}`]) {
        const { k, a, run, p } = readControls(query, specs);
        expect(Number.isInteger(k) && k >= 0 && k <= 7).toBe(true);
        expect(a >= 0 && a <= 1).toBe(true);
        expect(['class', 'story']).toContain(run);
        expect(p.every(value => value >= 0 && value <= 1)).toBe(true);
      }
    }),
  );
});
