/** Helpers the kinds share: word lists written as lines, capitals, articles, and wordings chosen by an item's form. */

/** The non-empty lines of a block of text, trimmed. */
export const lines = block =>
  block
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);

/** The text with its first letter in upper case. */
export const capital = text => text.charAt(0).toUpperCase() + text.slice(1);

/** "a" or "an", as the next word sounds (good enough for the lists here). */
export const article = next => (/^([aeio]|html|sql|r\b|u(?!ni|se))/i.test(next) ? 'an' : 'a');

/** The text in a Markdown code fence. */
export const fenced = (code, language = '') => `\`\`\`${language}\n${code}\n\`\`\``;

/**
 * Wordings for a kind whose items have different shapes: an item's `slots.form` names the list its wording comes
 * from. Returns as many functions as the longest list has; shorter lists start over.
 */
export function wordingsByForm(forms) {
  const count = Math.max(...Object.values(forms).map(list => list.length));
  return Array.from({ length: count }, (_, i) => slots => {
    const list = forms[slots.form];
    return list[i % list.length](slots);
  });
}
