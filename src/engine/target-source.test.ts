import { expect, test } from 'vitest';
import { armIds, arms } from './arms.ts';
import { armProblem, embeddedTarget, kinshipOf } from './target-source.ts';

const fitting = (info: { readonly fingerprint?: string }) =>
  armIds.filter(arm => armProblem(arm, kinshipOf(info)) === undefined);

test('every arm fits the model that comes with the app', () => {
  expect(fitting({})).toEqual(armIds);
});

test('with its vocabulary a model can have every draft but those on its hidden states', () => {
  const left = armIds.filter(arm => !arms[arm].some(part => part.startsWith('head')));
  expect(fitting({ fingerprint: embeddedTarget.fingerprint })).toEqual(left);
});

test('with another vocabulary only drafts without a file are left', () => {
  expect(fitting({ fingerprint: '3-abc' })).toEqual(['none', 'prompt-lookup', 'history']);
});
