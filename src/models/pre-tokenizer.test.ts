import { describe, expect, test } from 'vitest';
import { parseGguf } from './gguf.ts';
import { type BuilderValue, buildGguf } from './gguf-builder.ts';
import { GgufError } from './gguf-error.ts';
import { preTokenizerOf } from './pre-tokenizer.ts';
import { tinyMetadata, tinyTokens } from './tiny-model.ts';
import { ChatTokenizer } from './tokenizer.ts';

/** Cuts a text by one pattern after the other; what a pattern leaves between its matches stays a word. */
function words(pre: string, text: string): string[] {
  return preTokenizerOf(pre).patterns.reduce<string[]>(
    (parts, pattern) =>
      parts.flatMap(part => {
        const out: string[] = [];
        let end = 0;
        for (const match of part.matchAll(new RegExp(pattern, 'gu'))) {
          if (match.index > end) out.push(part.slice(end, match.index));
          out.push(match[0]);
          end = match.index + match[0].length;
        }
        if (end < part.length) out.push(part.slice(end));
        return out;
      }),
    [text],
  );
}

describe('words', () => {
  // By hand, after the patterns in llama.cpp's src/llama-vocab.cpp.
  test.each<[pre: string, text: string, expected: string[]]>([
    [
      'smollm',
      "Don't add 123 to  x!?\n",
      ['Don', "'t", ' add', ' ', '1', '2', '3', ' to', ' ', ' x', '!?', '\n'],
    ],
    ['gpt-2', "Don't add 123 to  x!?\n", ['Don', "'t", ' add', ' 123', ' to', ' ', ' x', '!?', '\n']],
    ['qwen2', "DON'T add 123 to  x!?\n", ['DON', "'T", ' add', ' ', '1', '2', '3', ' to', ' ', ' x', '!?\n']],
    [
      'llama-bpe',
      "DON'T add 1234 to  x!?\n",
      ['DON', "'T", ' add', ' ', '123', '4', ' to', ' ', ' x', '!?\n'],
    ],
    ['qwen2', '(word)\n\n  next', ['(word', ')\n\n', ' ', ' next']],
    ['llama-bpe', 'a \n\n b', ['a', ' \n\n', ' b']],
    ['gpt-2', 'a \n\n b', ['a', ' \n\n', ' b']],
    ['default', 'x=1,23456 $y', ['x', '=', '1', ',', '234', '56', ' ', '$', 'y']],
    // U+0085 is white space and U+FEFF is not, other than in JavaScript's \s.
    ['qwen2', 'a\u0085b\ufeffc', ['a', '\u0085b', '\ufeffc']],
    ['gpt-2', 'a\u0085b\ufeffc', ['a', '\u0085', 'b', '\ufeff', 'c']],
  ])('%s cuts %j', (pre, text, expected) => {
    expect(words(pre, text)).toEqual(expected);
    expect(words(pre, text).join('')).toBe(text);
  });

  test('of a file that does not say are cut by the default', () => {
    expect(preTokenizerOf(undefined)).toBe(preTokenizerOf('default'));
  });

  test('of an unknown kind are refused with its name and what to do', () => {
    expect(() => preTokenizerOf('deepseek-v3')).toThrow(/"deepseek-v3"; known are smollm,.*qwen2/);
    expect(() => preTokenizerOf('constructor')).toThrow(GgufError);
  });
});

describe('in a tokenizer', () => {
  const build = (change: Record<string, BuilderValue>): ChatTokenizer => {
    const file = buildGguf({ ...tinyMetadata({ vocabularySize: tinyTokens.length + 1 }), ...change }, []);
    return ChatTokenizer.fromGguf(parseGguf(file, file.length));
  };
  const pre = (value: string): Record<string, BuilderValue> => ({
    'tokenizer.ggml.pre': { type: 'string', value },
  });
  const texts = (tokenizer: ChatTokenizer, text: string): string[] =>
    tokenizer.encodeText(text).map(id => tokenizer.tokenText(id));

  test('llama-bpe takes a word that is a token whole, although no merges lead to it', () => {
    const tokens: BuilderValue = { type: 'strings', value: [...tinyTokens, 'zebra'] };
    const types: BuilderValue = { type: 'i32s', value: [...tinyTokens.map((_, id) => (id < 3 ? 3 : 1)), 1] };
    const change = { 'tokenizer.ggml.tokens': tokens, 'tokenizer.ggml.token_type': types };
    expect(texts(build({ ...change, ...pre('llama-bpe') }), 'zebra')).toEqual(['zebra']);
    expect(texts(build({ ...change, ...pre('qwen2') }), 'zebra')).toEqual(['z', 'e', 'b', 'r', 'a']);
  });

  test('qwen2 composes characters first, the others do not', () => {
    const [composed, apart] = ['\u00e9', 'e\u0301'];
    const qwen = build(pre('qwen2'));
    expect(qwen.encodeText(apart)).toEqual(qwen.encodeText(composed));
    const other = build(pre('gpt-2'));
    expect(other.encodeText(apart)).not.toEqual(other.encodeText(composed));
  });
});
