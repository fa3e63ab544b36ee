import type { TokenState } from '../core/decode-event.ts';
import type { GenerateEvent } from '../engine/engine.ts';

/** A round as the engine sent it, with its texts. */
export type TextRound = Extract<GenerateEvent, { type: 'round' }>;

/** One token of a round as the output shows it. */
export interface TokenPiece {
  /** How it came to stand here; `rejected` tokens are shown but are not part of the output. */
  readonly state: TokenState | 'rejected';
  readonly token: number;
  /** What to show. Empty for a token that holds only part of a character; the last part shows the whole. */
  readonly text: string;
  /** What to show where there is no text: a control token's name, or the bytes of a part of a character. */
  readonly label: string;
  /** Place in `round.emitted`; for a rejected token, the place of the correction that replaced it. */
  readonly emitted: number;
  /** Place in `round.proposed`, where the token was proposed. */
  readonly proposed: number | undefined;
}

/**
 * Splits a round's text over its emitted tokens. Tokens need not be whole characters: such a token gets an empty text,
 * and the text that completes it goes to the last part. Concatenated, the result is `text` again, always.
 */
export function alignTexts(text: string, tokenTexts: readonly string[]): string[] {
  const pieces = tokenTexts.map(() => '');
  let at = 0;
  /** Last token without text of its own that is waiting for the rest of its character. */
  let partial = -1;
  tokenTexts.forEach((own, i) => {
    const whole = own !== '' && !own.includes('\uFFFD');
    const found = whole ? text.indexOf(own, at) : -1;
    if (found < 0 || (found > at && partial < 0 && i > 0)) {
      partial = i;
      return;
    }
    if (found > at) {
      // What lies between belongs to the broken characters before; without any, to this token itself.
      if (partial >= 0) pieces[partial] = text.slice(at, found);
      else pieces[i] = text.slice(at, found);
    }
    pieces[i] += own;
    at = found + own.length;
    partial = -1;
  });
  if (at < text.length && pieces.length > 0) {
    const last = partial >= 0 ? partial : pieces.length - 1;
    pieces[last] += text.slice(at);
  }
  return pieces;
}

/** The tokens of a round in reading order: kept proposals, the first rejected one, then the target's own token. */
export function tokenPieces(round: TextRound): TokenPiece[] {
  const texts = alignTexts(
    round.text,
    round.emitted.map(({ token }) => round.texts[token] ?? ''),
  );
  const pieces: TokenPiece[] = [];
  round.emitted.forEach(({ token, state }, i) => {
    if (state === 'correction') {
      const rejected = round.proposed[i];
      if (rejected?.verdict === 'rejected') pieces.push(rejectedPiece(round, rejected.token, i));
    }
    pieces.push({
      state,
      token,
      text: texts[i] ?? '',
      label: round.texts[token] ?? '',
      emitted: i,
      proposed: state === 'accepted' ? i : undefined,
    });
  });
  return pieces;
}

function rejectedPiece(round: TextRound, token: number, at: number): TokenPiece {
  const text = round.texts[token] ?? '';
  return { state: 'rejected', token, text, label: text, emitted: at, proposed: at };
}
