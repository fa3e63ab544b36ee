import { expect, test } from 'vitest';
import { armIds, arms, hasWholeModel } from './arms.ts';
import { armProblem, embeddedTarget, kinshipOf } from './target-source.ts';

const fitting = (info: { readonly fingerprint?: string }, chosen = false) =>
  armIds.filter(arm => armProblem(arm, kinshipOf(info, chosen)) === undefined);
const whole = armIds.filter(hasWholeModel);

test('every arm fits the model that comes with the app, a whole model only when one was chosen', () => {
  expect(fitting({}, true)).toEqual(armIds);
  expect(fitting({})).toEqual(armIds.filter(arm => !whole.includes(arm)));
  expect(armProblem('whole', kinshipOf({}, false))).toMatch(/Use as a draft/);
});

test('with its vocabulary a model can have every draft but those on its hidden states, and that model itself', () => {
  const left = armIds.filter(arm => !arms[arm].some(part => part.startsWith('head')));
  expect(fitting({ fingerprint: embeddedTarget.fingerprint })).toEqual(left);
});

test('with another vocabulary only drafts without a file are left', () => {
  expect(fitting({ fingerprint: '3-abc' })).toEqual(['none', 'prompt-lookup', 'history']);
  expect(fitting({ fingerprint: '3-abc' }, true)).toEqual(['none', 'prompt-lookup', 'history', ...whole]);
});
