import { expect, test } from 'vitest';
import { pooledState } from './states.ts';

test('the pooled state is the mean over the prompt, whatever the passes it is read in', async () => {
  const passes: number[] = [];
  let held: readonly number[] = [];
  const model = {
    vocabularySize: 9,
    contextLength: 99,
    maxRows: 2,
    config: { width: 2 },
    extend(tokens: readonly number[], at: number) {
      passes.push(tokens.length);
      held = tokens.map((_, i) => at + i);
      return [];
    },
    // As the CPU engine does, it knows the states of its last pass only.
    hiddenAt: (position: number) => (held.includes(position) ? Float32Array.from([position, 1]) : undefined),
    embeddingRow: () => new Float32Array(2),
  };
  expect(Array.from(await pooledState(model, [4, 5, 6, 7, 8]))).toEqual([2, expect.closeTo(1)]);
  expect(passes).toEqual([2, 2, 1]);
});
