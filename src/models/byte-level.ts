/**
 * GPT-2 writes each byte of a token as one printable character: bytes that are printable in Latin-1 as themselves, the
 * 68 others as U+0100 … U+0143 in order. These tables go both ways.
 */
const characters: readonly string[] = (() => {
  const out: string[] = [];
  let next = 0x100;
  for (let byte = 0; byte < 256; byte++) {
    const printable = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte !== 0xad);
    out.push(String.fromCharCode(printable ? byte : next++));
  }
  return out;
})();

const bytesOf = new Map(characters.map((character, byte) => [character, byte]));

/** The character that stands for a byte (0…255) in a vocabulary. */
export function byteCharacter(byte: number): string {
  const character = characters[byte];
  if (character === undefined) throw new RangeError(`${byte} is not a byte`);
  return character;
}

/** The bytes a vocabulary entry stands for; undefined when it holds a character that stands for no byte. */
export function bytesOfToken(token: string): Uint8Array | undefined {
  const out = new Uint8Array(token.length);
  for (let i = 0; i < token.length; i++) {
    const byte = bytesOf.get(token.charAt(i));
    if (byte === undefined) return undefined;
    out[i] = byte;
  }
  return out;
}
