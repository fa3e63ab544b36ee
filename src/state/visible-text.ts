/** A stretch of text, or one character that has no shape of its own and is shown as a label. */
export interface TextSegment {
  readonly kind: 'text' | 'newline' | 'control';
  readonly text: string;
}

/**
 * Characters that would be invisible or change how others look: controls, soft hyphen, zero-width and bidirectional
 * marks, line and paragraph separators, and the byte order mark. Space, newline and emoji joiners
 * between visible characters are left alone.
 */
const invisible = /\n|[\p{Cc}\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu;

/** Cuts a text into what can be shown as it is and what needs a label. Concatenated, labels aside, it is the text. */
export function visibleSegments(text: string): TextSegment[] {
  const segments: TextSegment[] = [];
  let from = 0;
  for (const match of text.matchAll(invisible)) {
    if (match.index > from) segments.push({ kind: 'text', text: text.slice(from, match.index) });
    segments.push({ kind: match[0] === '\n' ? 'newline' : 'control', text: match[0] });
    from = match.index + 1;
  }
  if (from < text.length) segments.push({ kind: 'text', text: text.slice(from) });
  return segments;
}

/** A short visible name for an invisible character: the control picture, or its code point. */
export function controlLabel(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x09) return '⇥';
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  if (code === 0x7f) return '␡';
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Number of invisible characters in a prompt, tabs and line breaks (LF, CR) not counted. */
export function countControls(text: string): number {
  let count = 0;
  for (const match of text.matchAll(invisible)) {
    if (match[0] !== '\n' && match[0] !== '\r' && match[0] !== '\t') count += 1;
  }
  return count;
}

/** A token's text on one line, quoted spaces made visible, for the inspector and labels. */
export function inlineToken(text: string): string {
  if (text === '') return '(part of a character)';
  return visibleSegments(text).map(inlineSegment).join('');
}

function inlineSegment({ kind, text }: TextSegment): string {
  switch (kind) {
    case 'text':
      return text.replaceAll(' ', '␣');
    case 'newline':
      return '↵';
    case 'control':
      return controlLabel(text);
  }
}
