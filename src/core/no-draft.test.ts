import { expect, test } from 'vitest';
import { noDraft } from './no-draft.ts';

test('the empty arm is called none and proposes nothing, even where copying would be easy', () => {
  expect(noDraft.id).toBe('none');
  expect(noDraft.propose([1, 2, 1, 2, 1, 2], 7)).toEqual({ tokens: [], confidences: [] });
});
