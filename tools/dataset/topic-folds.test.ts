import { expect, test } from 'vitest';
import { NgramTable } from '../../src/core/ngram-table.ts';
import { foldOf, tablesWithout, topicFolds } from './topic-folds.ts';

test('topics are dealt evenly, each always into the same fold', () => {
  const counts = new Array<number>(topicFolds).fill(0);
  for (let i = 0; i < 1000; i++) {
    const fold = foldOf(`topic ${i}`);
    counts[fold] = (counts[fold] ?? 0) + 1;
    expect(foldOf(`topic ${i}`)).toBe(fold);
  }
  for (const count of counts) expect(Math.abs(count - 1000 / topicFolds)).toBeLessThan(60);
});

test('the tables of a fold know nothing of its topics, and all of the others', () => {
  const first = 'topic 0';
  const second = Array.from({ length: 50 }, (_, i) => `topic ${i}`).find(
    topic => foldOf(topic) !== foldOf(first),
  );
  const outputs = [
    { topic: first, start: 1000 },
    { topic: second ?? '', start: 2000 },
  ].flatMap(({ topic, start }) =>
    ['code', 'maths', 'story', 'summary'].flatMap(kind =>
      Array.from({ length: 24 }, (_, i) => ({
        id: `${topic}|${kind}-${i}`,
        kind,
        prompt: [1, 2],
        tokens: Array.from({ length: 60 }, (_, n) => start + (n % 20)),
      })),
    ),
  );
  const tables = tablesWithout(foldOf(first), outputs, id => id.split('|')[0] ?? '');
  expect([...tables.keys()]).toEqual([
    'ngram-general',
    'ngram-code',
    'ngram-maths',
    'ngram-prose',
    'ngram-passages',
  ]);
  for (const bytes of tables.values()) {
    const table = new NgramTable(bytes);
    const guess = (context: readonly number[]) => table.lookup(context, context.length) & 0xffff;
    expect(guess([2005, 2006, 2007])).toBe(2008);
    expect(guess([1005, 1006, 1007])).not.toBe(1008);
  }
});
