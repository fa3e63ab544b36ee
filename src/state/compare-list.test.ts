import fc from 'fast-check';
import { expect, test } from 'vitest';
import { listLimits, parsePromptList } from './compare-list.ts';

test('every line is a prompt; empty lines are none', () => {
  expect(parsePromptList('first\n\n  second  \n')).toEqual({
    ok: true,
    prompts: [
      { id: 'p1', prompt: 'first' },
      { id: 'p2', prompt: 'second' },
    ],
    repeats: [],
  });
});

test('JSON Lines carry ids and kinds, and prompts of several lines', () => {
  const read = parsePromptList(
    '{"prompt": "a\\nb", "id": "x", "kind": "code"}\n{"prompt": "c", "category": "maths"}',
  );
  expect(read).toMatchObject({
    ok: true,
    prompts: [
      { id: 'x', prompt: 'a\nb', kind: 'code' },
      { id: 'p2', prompt: 'c', kind: 'maths' },
    ],
  });
});

test.each([
  ['{"prompt": "a"}\n\nplain', 3, 'no JSON'],
  ['{"prompt": "a"}\n{"text": "b"}', 2, 'missing'],
  ['{"prompt": "a"}\n{"prompt": 3}', 2, 'missing'],
  ['{"prompt": "a"}\n[1]', 2, 'no JSON object'],
  ['{"prompt": "a", "id": "x"}\n{"prompt": "b", "id": "x"}', 2, 'line 1'],
  ['{"prompt": "a", "kind": 3}', 1, 'kind'],
  [`a\n${'b'.repeat(listLimits.prompt + 1)}`, 2, 'characters'],
  [Array.from({ length: listLimits.prompts + 1 }, (_, i) => `q${i}`).join('\n'), 101, '100 prompts'],
  [`a\n${'b\n'.repeat(listLimits.text)}`, listLimits.text / 2 + 1, 'goes on'],
  ['\n \n', 1, 'no prompts'],
])('%.30j is refused in line %i', (text, line, words) => {
  const read = parsePromptList(text);
  expect(read).toMatchObject({ ok: false, line });
  expect(read.ok ? '' : read.problem).toContain(words);
});

test('a repeated prompt is left out and named: its answer would be known the second time', () => {
  expect(parsePromptList('a\nb\na\na')).toMatchObject({
    prompts: [{ prompt: 'a' }, { prompt: 'b' }],
    repeats: [
      { line: 3, of: 1 },
      { line: 4, of: 1 },
    ],
  });
});

test('prompts written as JSON Lines come back as they were', () => {
  const prompt = fc.string({ minLength: 1 }).filter(text => text.trim() !== '');
  fc.assert(
    fc.property(fc.uniqueArray(prompt, { minLength: 1, maxLength: 20 }), prompts => {
      const read = parsePromptList(prompts.map(each => JSON.stringify({ prompt: each })).join('\n'));
      expect(read.ok && read.prompts.map(each => each.prompt)).toEqual(prompts);
    }),
  );
});
