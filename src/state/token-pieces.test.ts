import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emptyRound } from '../core/empty-round.test-helper.ts';
import { alignTexts, type TextRound, tokenPieces } from './token-pieces.ts';

test('whole tokens keep their own text', () => {
  expect(alignTexts('The cat', ['The', ' cat'])).toEqual(['The', ' cat']);
});

test('a character split over tokens is shown at its last part', () => {
  expect(alignTexts('a🙂b', ['a', '\uFFFD', '\uFFFD', 'b'])).toEqual(['a', '', '🙂', 'b']);
});

test('a character completed from the round before goes to the part that completes it', () => {
  expect(alignTexts('🙂 ok', ['\uFFFD', ' ok'])).toEqual(['🙂', ' ok']);
});

test('a character held back for the next round leaves its part empty', () => {
  expect(alignTexts('ok ', ['ok', ' ', '\uFFFD'])).toEqual(['ok', ' ', '']);
});

test('whatever the tokens, the pieces are the text again', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme' }),
      fc.array(fc.string({ maxLength: 4 }), { minLength: 1 }),
      (text, tokens) => {
        expect(alignTexts(text, tokens).join('')).toBe(text);
      },
    ),
  );
});

test('tokens that spell the text get exactly their own part', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 1 }), tokens => {
      expect(alignTexts(tokens.join(''), tokens)).toEqual(tokens);
    }),
  );
});

const base: TextRound = {
  ...emptyRound,
  verifyMs: 1,
  text: '',
  texts: {},
};
const own = { p: 1, top: [], logSumExp: 0 };

test('the rejected token stands right before its correction, and untested ones are not shown', () => {
  const round: TextRound = {
    ...base,
    proposed: [
      { token: 1, verdict: 'accepted', confidence: 1 },
      { token: 2, verdict: 'rejected', confidence: 1 },
      { token: 3, verdict: 'untested', confidence: 1 },
    ],
    tested: 2,
    accepted: 1,
    emitted: [
      { token: 1, state: 'accepted', ...own },
      { token: 4, state: 'correction', ...own },
    ],
    text: 'one four',
    texts: { 1: 'one', 2: ' two', 3: ' three', 4: ' four' },
  };
  expect(tokenPieces(round).map(({ state, text, proposed }) => [state, text, proposed])).toEqual([
    ['accepted', 'one', 0],
    ['rejected', ' two', 1],
    ['correction', ' four', undefined],
  ]);
});

test('an output cut before the correction shows no rejected token', () => {
  const round: TextRound = {
    ...base,
    proposed: [
      { token: 1, verdict: 'accepted', confidence: 1 },
      { token: 2, verdict: 'rejected', confidence: 1 },
    ],
    tested: 2,
    accepted: 1,
    emitted: [{ token: 1, state: 'accepted', ...own }],
    text: 'one',
    texts: { 1: 'one', 2: ' two' },
  };
  expect(tokenPieces(round).map(piece => piece.state)).toEqual(['accepted']);
});
