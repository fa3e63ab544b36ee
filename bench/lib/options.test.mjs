import { describe, expect, test } from 'vitest';
import { limitPrompts, parseBenchOptions, parseVerifyOptions, resolveArms } from './options.mjs';

describe('command lines', () => {
  test('have defaults', () => {
    expect(parseBenchOptions([])).toMatchObject({
      engines: ['draftpick', 'target-only', 'transformers.js'],
      arms: 'policy',
      maxTokens: 128,
      limit: Number.POSITIVE_INFINITY,
      markdown: false,
    });
    expect(parseVerifyOptions([])).toMatchObject({ maxTokens: 128 });
  });
  test('are read', () => {
    const line =
      '--prompts p.jsonl --engines wllama,target-only --arms all --max-tokens 32 --json o.json --markdown';
    expect(parseBenchOptions(line.split(' '))).toMatchObject({
      prompts: 'p.jsonl',
      engines: ['wllama', 'target-only'],
      arms: 'all',
      maxTokens: 32,
      json: 'o.json',
      markdown: true,
    });
  });
  test.each([
    [['--engines', 'draftpick,ollama'], 'unknown engine "ollama"'],
    [['--engines', 'draftpick,,wllama'], 'an empty name'],
    [['--engines', 'wllama,wllama'], 'named twice'],
    [['--max-tokens', '0'], 'from 1 to 1024'],
    [['--max-tokens', '1e2'], 'from 1 to 1024'],
    [['--limit', '-3'], /limit|ambiguous/],
    [['--speed', 'fast'], "Unknown option '--speed'"],
    [['p.jsonl'], /positional/],
  ])('%j is refused', (args, message) => {
    expect(() => parseBenchOptions(args)).toThrow(message);
  });
});

test('arms are those of the app', () => {
  const available = ['none', 'prompt-lookup'];
  expect(resolveArms('all', available)).toEqual(available);
  expect(resolveArms(['none'], available)).toEqual(['none']);
  expect(() => resolveArms(['medusa'], available)).toThrow('Known: none, prompt-lookup');
});

test('a limit keeps the order and takes categories in turn', () => {
  const prompts = ['a', 'a', 'a', 'b', 'b', 'c'].map((category, id) => ({ id, category }));
  expect(limitPrompts(prompts, 4).map(prompt => prompt.id)).toEqual([0, 1, 3, 5]);
  expect(limitPrompts(prompts, 99)).toBe(prompts);
});
