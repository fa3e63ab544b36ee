import { expect, test } from 'vitest';
import { limitPrompts, parsePrompts } from './prompts.mjs';
import { readPrompts } from './read-prompts.mjs';

const line = (id, more = {}) => JSON.stringify({ id, category: 'code', prompt: 'Write.', ...more });

test('reads prompts and passes over empty lines', () => {
  expect(parsePrompts(`${line('a')}\n\n${line('b', { extra: 1 })}\r\n`, 'f')).toEqual([
    { id: 'a', category: 'code', prompt: 'Write.' },
    { id: 'b', category: 'code', prompt: 'Write.' },
  ]);
});

test.each([
  [`${line('a')}\n{"id":`, 'f, line 2: not JSON'],
  ['[1]', 'f, line 1: not a JSON object'],
  ['null', 'f, line 1: not a JSON object'],
  [`\n${line('a', { prompt: ' ' })}`, 'f, line 2: "prompt" must be'],
  [line('a', { category: 3 }), '"category" must be'],
  [`${line('a')}\n${line('a')}`, 'f, line 2: id "a" was used on line 1'],
  ['\n\n', 'f: no prompts'],
])('refuses %j with the line', (text, message) => {
  expect(() => parsePrompts(text, 'f')).toThrow(message);
});

test('says when the file does not exist', async () => {
  await expect(readPrompts('bench/prompts/none.jsonl')).rejects.toThrow('There is no file');
});

test('the held-out prompts are at least 40, of at least 6 kinds', async () => {
  const prompts = await readPrompts('bench/prompts/held-out.jsonl');
  expect(prompts.length).toBeGreaterThanOrEqual(40);
  expect(new Set(prompts.map(prompt => prompt.category)).size).toBeGreaterThanOrEqual(6);
});

test('a limit keeps the order and takes categories in turn', () => {
  const prompts = ['a', 'a', 'a', 'b', 'b', 'c'].map((category, id) => ({ id, category }));
  expect(limitPrompts(prompts, 4).map(prompt => prompt.id)).toEqual([0, 1, 3, 5]);
  expect(limitPrompts(prompts, 99)).toBe(prompts);
});
