import { expect, test, vi } from 'vitest';
import { memorySource } from './byte-source.ts';
import { DraftHead } from './draft-head.ts';
import { readGguf } from './gguf.ts';
import { headGuessMs, modelGuessMs } from './guess-cost.ts';
import { kernelModule, loadCpuModel, randomIntegers } from './kernel-builds.test-helper.ts';
import { buildTinyHead } from './tiny-head.ts';
import { buildTinyModel } from './tiny-model.ts';

/** A clock on which the guess of try i takes i + 1 ms, in a mixed order. */
function clock(): () => number {
  let time = 0;
  let calls = 0;
  return () => {
    if (calls % 2 === 1) time += ((((calls - 1) / 2) * 5) % 12) + 1;
    calls += 1;
    return time;
  };
}

test('the cost of a head is the lower quartile of its tries', async () => {
  const random = randomIntegers(1);
  const source = memorySource(buildTinyHead(() => random(2 ** 24) / 2 ** 24));
  const options = { module: kernelModule('relaxed-dot'), width: 64, vocabularySize: 100 };
  const head = await DraftHead.load(source, await readGguf(source), options);
  const [step, guess] = [vi.spyOn(head, 'step'), vi.spyOn(head, 'guess')];
  const cool = vi.fn();
  expect(headGuessMs(head, clock(), cool)).toBe(4);
  // Every try does a whole guess, each with cold caches.
  expect([step, guess, cool].map(({ mock }) => mock.calls.length)).toEqual([12, 12, 12]);
});

test('the cost of a small model is the lower quartile of its tries, for any context', async () => {
  for (const contextLength of [1, 2, 64]) {
    const model = await loadCpuModel(buildTinyModel({ contextLength }), { contextLength });
    expect(modelGuessMs(model, clock(), () => {})).toBe(4);
  }
});
