import { expect, test } from 'vitest';
import { embeddedTarget } from '../engine/target-source.ts';
import { openTarget } from '../models/open-target.ts';
import { embeddedModelSource } from '../models/test-model.ts';

test('the drafts that come with the app are for the vocabulary of the model that does', async () => {
  const { fingerprint } = await openTarget(embeddedModelSource(), { contextLength: 64, threads: 1 });
  expect(fingerprint).toBe(embeddedTarget.fingerprint);
}, 60_000);
