const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const padding = '=';

/** 6-bit value of every ASCII code; 255 for what isn't in the alphabet. */
const values = new Uint8Array(128).fill(255);
for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i;

/** Base64 (RFC 4648 §4, with padding). Written here because `core` knows neither a browser's nor Node's own. */
export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const word = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const left = bytes.length - i;
    parts.push(
      alphabet.charAt(word >>> 18) +
        alphabet.charAt((word >>> 12) & 63) +
        (left > 1 ? alphabet.charAt((word >>> 6) & 63) : padding) +
        (left > 2 ? alphabet.charAt(word & 63) : padding),
    );
  }
  return parts.join('');
}

/**
 * The bytes behind a base64 text.
 * @throws RangeError when it has another length than base64 has, or another character.
 */
export function fromBase64(text: string): Uint8Array {
  if (text.length % 4 !== 0) throw new RangeError(`${text.length} characters are not a multiple of 4`);
  const padded = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padded);
  const end = text.length - padded;
  let word = 0;
  let at = 0;
  for (let i = 0; i < text.length; i++) {
    const value = i < end ? (values[text.charCodeAt(i)] ?? 255) : 0;
    if (value === 255) throw new RangeError(`character ${i} is not base64`);
    word = (word << 6) | value;
    if (i % 4 !== 3) continue;
    // Writes past the end, into what the padding stands for, are ignored by the typed array.
    bytes[at] = (word >>> 16) & 255;
    bytes[at + 1] = (word >>> 8) & 255;
    bytes[at + 2] = word & 255;
    at += 3;
    word = 0;
  }
  return bytes;
}
