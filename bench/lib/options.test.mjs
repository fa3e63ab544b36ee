import { describe, expect, test } from 'vitest';
import { parseBenchOptions, parseVerifyOptions, resolveArms } from './options.mjs';

describe('command lines', () => {
  test('have defaults', () => {
    expect(parseBenchOptions([])).toMatchObject({
      engines: ['draftpick', 'target-only', 'transformers.js'],
      arms: 'policy',
      maxTokens: 128,
      repeats: 1,
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
    [['--repeats', '10'], 'from 1 to 9'],
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
