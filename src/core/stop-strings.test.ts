import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { StopStrings } from './stop-strings.ts';

/** What comes out of a watcher that is fed these pieces and flushed unless it stopped. */
function watch(strings: readonly string[], pieces: readonly string[]) {
  const watcher = new StopStrings(strings);
  let text = '';
  for (const [i, piece] of pieces.entries()) {
    const step = watcher.push(piece);
    text += step.text;
    if (step.stopped) return { text, stopped: true, pieces: i + 1 };
  }
  return { text: text + watcher.flush(), stopped: false, pieces: pieces.length };
}

/** The definition: the text before the occurrence that is complete first; the longest of those complete together. */
function definition(strings: readonly string[], text: string) {
  for (let end = 1; end <= text.length; end++) {
    const complete = strings.filter(stop => stop !== '' && text.slice(0, end).endsWith(stop));
    const longest = Math.max(0, ...complete.map(stop => stop.length));
    if (longest > 0) return { text: text.slice(0, end - longest), stopped: true, end };
  }
  return { text, stopped: false, end: text.length };
}

/** Two letters, so that stop strings overlap each other, themselves and the text all the time. */
const word = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom('a', 'b'), minLength, maxLength });
const pieces = fc.array(word(0, 6), { maxLength: 12 });

describe('stop strings', () => {
  test('end the text before the first occurrence, in whatever pieces the text comes', () => {
    fc.assert(
      fc.property(fc.array(word(0, 5), { maxLength: 4 }), pieces, (strings, pieces) => {
        const { text, stopped } = watch(strings, pieces);
        const expected = definition(strings, pieces.join(''));
        expect({ text, stopped }).toEqual({ text: expected.text, stopped: expected.stopped });
      }),
      { numRuns: 3000 },
    );
  });

  test('are noticed in the very piece that completes one', () => {
    fc.assert(
      fc.property(fc.array(word(1, 5), { minLength: 1, maxLength: 4 }), pieces, (strings, pieces) => {
        const before = watch(strings, pieces).pieces - 1;
        expect(definition(strings, pieces.slice(0, Math.max(0, before)).join('')).stopped).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('hold back no more than could still begin one', () => {
    fc.assert(
      fc.property(fc.array(word(1, 5), { maxLength: 4 }), pieces, (strings, pieces) => {
        const watcher = new StopStrings(strings);
        let shown = '';
        let all = '';
        for (const piece of pieces) {
          const step = watcher.push(piece);
          shown += step.text;
          all += piece;
          if (step.stopped) return;
          const held = all.slice(shown.length);
          expect(all.startsWith(shown)).toBe(true);
          expect(held === '' || strings.some(stop => stop !== held && stop.startsWith(held))).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('one that is complete ends the text even while a longer one may be under way', () => {
    expect(watch(['abcd', 'bc'], ['abcd'])).toEqual({ text: 'a', stopped: true, pieces: 1 });
    expect(watch(['abcd', 'bc'], ['abc', 'd'])).toEqual({ text: 'a', stopped: true, pieces: 1 });
  });

  test('of two that end together the one that began earlier counts', () => {
    expect(watch(['c', 'bc'], ['ab', 'c']).text).toBe('a');
    expect(watch(['bc', 'c'], ['ab', 'c']).text).toBe('a');
  });

  test('a start that goes another way is shown after all', () => {
    const watcher = new StopStrings(['\n\nUser:']);
    expect(watcher.push('Hello\n')).toEqual({ text: 'Hello', stopped: false });
    expect(watcher.push('\n')).toEqual({ text: '', stopped: false });
    expect(watcher.push('Use it')).toEqual({ text: '\n\nUse it', stopped: false });
    expect(watcher.push('\n\nUser')).toEqual({ text: '', stopped: false });
    expect(watcher.push(': me')).toEqual({ text: '', stopped: true });
  });

  test('none at all, or only empty ones, let everything through at once', () => {
    expect(new StopStrings([]).push('text')).toEqual({ text: 'text', stopped: false });
    expect(new StopStrings(['']).push('text')).toEqual({ text: 'text', stopped: false });
  });

  test('flush hands over what is held, once', () => {
    const watcher = new StopStrings(['stop']);
    expect(watcher.push('non-st').text).toBe('non-');
    expect(watcher.flush()).toBe('st');
    expect(watcher.flush()).toBe('');
    expect(watcher.push('op')).toEqual({ text: 'op', stopped: false });
  });
});
