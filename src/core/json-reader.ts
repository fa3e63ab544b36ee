/**
 * Reads parsed JSON from outside, value by value. What is not as expected ends in `fail`, which is told what and why and throws
 * the error of the format that is being read.
 */
export class JsonReader {
  constructor(readonly fail: (cause: string) => never) {}

  record(value: unknown, what: string): Readonly<Record<string, unknown>> {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.fail(`${what} is not an object`);
    return value as Record<string, unknown>;
  }

  list(value: unknown, what: string): readonly unknown[] {
    return Array.isArray(value) ? value : this.fail(`"${what}" is not a list`);
  }

  /** A text that is not empty. */
  text(value: unknown, what: string): string {
    return typeof value === 'string' && value !== '' ? value : this.fail(`${what} is ${show(value)}`);
  }

  /** A finite number, at least `least`. */
  number(value: unknown, what: string, least = -Number.MAX_VALUE): number {
    if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
    return this.fail(`${what} is ${show(value)}`);
  }
}

/** A short rendering for messages; also of values that JSON can't write. */
export function show(value: unknown): string {
  const text =
    (typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : undefined) ??
    String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
