/**
 * Reads parsed JSON that may come from anybody, value by value, with a limit to everything that has a size. What is not as expected
 * throws an Error that names it.
 */

/** An object. */
export function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${what} is no object`);
  return value as Record<string, unknown>;
}

/** A list of at most `most` entries. */
export function list(value: unknown, what: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${what} is no list`);
  if (value.length > most) throw new Error(`${what} has more than ${most} entries`);
  return value;
}

/** A number from 0 to `most`. */
export function number(value: unknown, what: string, most: number): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= most)) {
    throw new Error(`${what} must be a number from 0 to ${most}`);
  }
  return value;
}

/** A whole number from 0 to `most`. */
export function whole(value: unknown, what: string, most: number): number {
  const found = number(value, what, most);
  if (!Number.isInteger(found)) throw new Error(`${what} must be a whole number`);
  return found;
}

/** A duration. */
export function milliseconds(value: unknown): number {
  return number(value, 'a time', 1e8);
}

/** A text of at most `most` characters, which may be empty. */
export function plainText(value: unknown, what: string, most: number): string {
  if (typeof value !== 'string' || value.length > most) throw new Error(`${what} is no text, or too long`);
  return value;
}

/** A text that is not empty. */
export function short(value: unknown, what: string, most = 200): string {
  const text = plainText(value, what, most);
  if (text === '') throw new Error(`${what} is missing`);
  return text;
}
