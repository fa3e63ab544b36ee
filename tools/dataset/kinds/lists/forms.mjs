/** Small helpers for the prompt kinds: pure and deterministic. */

/** Splits a `;`-separated list, as the long word lists are written. */
export const list = text =>
  text
    .split(';')
    .map(part => part.trim().replace(/\s+/g, ' '))
    .filter(part => part !== '');

/** First letter upper case. */
export const cap = text => text.charAt(0).toUpperCase() + text.slice(1);

/** First letter lower case. */
export const uncap = text => text.charAt(0).toLowerCase() + text.slice(1);

/** "a" or "an" in front of a word, by its first letter. */
export const an = text => (/^[aeiou]/i.test(text) ? `an ${text}` : `a ${text}`);

/** The `index`-th entry of a list, going round. */
export const at = (entries, index) => entries[((index % entries.length) + entries.length) % entries.length];

/** A small stable hash of a string (FNV-1a, 32 bits): varied choices without randomness. */
export const hash = text => {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193) >>> 0;
  }
  value ^= value >>> 15;
  value = Math.imul(value, 0x85ebca6b) >>> 0;
  return (value ^ (value >>> 13)) >>> 0;
};

/** Wordings for a kind whose items have several forms: the n-th wording asks each form in its own way. */
export const byForm = table => {
  const count = Math.min(...Object.values(table).map(wordings => wordings.length));
  return Array.from({ length: count }, (_, i) => slots => table[slots.form][i](slots));
};
