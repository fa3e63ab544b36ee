import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readGguf } from './gguf.ts';
import { embeddedModelSource } from './test-model.ts';
import { ChatTokenizer } from './tokenizer.ts';
import { matchVocabularies, type Vocabulary, vocabularyFingerprint } from './vocabulary-match.ts';

const vocabulary: fc.Arbitrary<Vocabulary> = fc
  .uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 30 })
  // A name that says "unused" is tested below.
  .map(words => ({ tokens: words.map(word => `w${word}`), bos: 0, eos: 1 }));
const padding = (from: number, count: number): string[] =>
  Array.from({ length: count }, (_, i) => `[PAD${from + i}]`);

describe('vocabularies', () => {
  test('match themselves, and padding at the end of either changes nothing', () => {
    fc.assert(
      fc.property(vocabulary, fc.nat(5), fc.nat(5), (base, first, second) => {
        const padded = (count: number) => ({
          ...base,
          tokens: [...base.tokens, ...padding(base.tokens.length, count)],
        });
        const [target, draft] = [padded(first), padded(second)];
        const shared = base.tokens.length + Math.min(first, second);
        expect(matchVocabularies(target, draft)).toEqual({ ok: true, shared });
        expect(vocabularyFingerprint(target)).toBe(vocabularyFingerprint(draft));
      }),
    );
  });

  test('do not match when one token is renamed, which is named with both texts', () => {
    fc.assert(
      fc.property(vocabulary, fc.nat(), (target, at) => {
        const id = at % target.tokens.length;
        const draft = { ...target, tokens: target.tokens.with(id, 'another') };
        const match = matchVocabularies(target, draft);
        if (match.ok) throw new Error('they match');
        expect(match.differences).toEqual([{ id, target: target.tokens[id], draft: 'another' }]);
        expect(match.cause).toContain(`token ${id} is “${target.tokens[id]}” for the target and “another”`);
        expect(vocabularyFingerprint(draft)).not.toBe(vocabularyFingerprint(target));
      }),
    );
  });

  test('do not match when texts are cut elsewhere, moved, or their special tokens differ', () => {
    const target = { tokens: ['ab', 'c', 'd'], bos: 0, eos: 1 };
    const others: Vocabulary[] = [
      { ...target, tokens: ['a', 'bc', 'd'] },
      { ...target, tokens: ['c', 'ab', 'd'] },
      { ...target, eos: 2 },
    ];
    for (const draft of others) {
      expect(matchVocabularies(target, draft).ok).toBe(false);
      expect(vocabularyFingerprint(draft)).not.toBe(vocabularyFingerprint(target));
    }
    expect(matchVocabularies(target, { ...target, eos: 2 })).toMatchObject({
      cause: 'the last token of a text is 1 (“c”) for the target and 2 (“d”) for the draft',
    });
    // What one of them does not state is no difference.
    expect(matchVocabularies(target, { tokens: target.tokens, eos: 1 }).ok).toBe(true);
  });

  test('of other sizes match only when the rest is unused', () => {
    const target = { tokens: ['a', 'b', 'c'] };
    const more = (token: string, type?: number): Vocabulary => ({
      tokens: [...target.tokens, token],
      ...(type === undefined ? {} : { types: [1, 1, 1, type] }),
    });
    expect(matchVocabularies(target, more('<unused0>')).ok).toBe(true);
    expect(matchVocabularies(target, more('zebra', 5)).ok).toBe(true);
    expect(matchVocabularies(more('<extra_7>'), target).ok).toBe(true);
    expect(matchVocabularies(target, more('zebra', 1))).toEqual({
      ok: false,
      cause:
        'the target has 3 tokens and the draft 4; token 3 is missing for the target and “zebra” for the draft',
      differences: [{ id: 3, target: undefined, draft: 'zebra' }],
    });
  });

  test('that have nothing in common name the first five and count the rest', () => {
    const target = { tokens: Array.from({ length: 12 }, (_, i) => `a${i}`) };
    const match = matchVocabularies(target, { tokens: target.tokens.map(token => `b${token}`) });
    if (match.ok) throw new Error('they match');
    expect(match.differences.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4]);
    expect(match.cause).toMatch(/and 7 more differ$/);
  });

  test('of the embedded model have a fingerprint that stays', async () => {
    const { vocabulary: embedded } = ChatTokenizer.fromGguf(await readGguf(embeddedModelSource()));
    expect(embedded).toMatchObject({ bos: 1, eos: 2 });
    expect(vocabularyFingerprint(embedded)).toBe('49152-384ed6241175963b');
  });
});
