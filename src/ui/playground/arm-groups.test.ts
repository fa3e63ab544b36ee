import { expect, test } from 'vitest';
import { armIds } from '../../engine/arms.ts';
import { armGroups } from './arm-groups.ts';

test('every arm but none stands in exactly one group', () => {
  const listed = armGroups.flatMap(({ arms }) => arms);
  expect([...listed].sort()).toEqual(armIds.filter(arm => arm !== 'none').sort());
});

test('arms of several parts stand together, tables among tables', () => {
  const find = (arm: string) => armGroups.find(({ arms }) => arms.some(each => each === arm))?.name;
  expect(find('prompt-lookup')).toBe('From the text');
  expect(find('ngram-code')).toBe('Tables');
  expect(find('head')).toBe('Neural');
  expect(find('tables')).toBe('Together');
});
