import { invalid, unsupported } from './gguf-error.ts';
import type { GgufReader } from './gguf-reader.ts';

export type GgufScalar = string | number | boolean;
export type GgufValue = GgufScalar | readonly string[] | readonly number[] | readonly boolean[];

/** Most elements of one array: the largest vocabularies have some 260,000 tokens and twice as many merges. */
const maxArrayLength = 2 ** 20;

/** Bytes of the shortest value of each type number; strings carry an 8-byte length. */
const minimumBytes: readonly number[] = [1, 1, 2, 2, 4, 4, 4, 1, 8, 12, 8, 8, 8];
const stringType = 8;
const arrayType = 9;

function readScalar(reader: GgufReader, type: number, what: string): GgufScalar {
  switch (type) {
    case 0:
      return reader.u8(what);
    case 1:
      return reader.i8(what);
    case 2:
      return reader.u16(what);
    case 3:
      return reader.i16(what);
    case 4:
      return reader.u32(what);
    case 5:
      return reader.i32(what);
    case 6:
      return reader.f32(what);
    case 7:
      return reader.bool(what);
    case stringType:
      return reader.string(what);
    case 10:
      return reader.u64(what);
    case 11:
      return reader.i64(what);
    case 12:
      return reader.f64(what);
    default:
      throw invalid(`${what} has value type ${type}, which GGUF does not define`);
  }
}

function readArray(reader: GgufReader, what: string): GgufValue {
  const type = reader.u32(`element type of ${what}`);
  if (type === arrayType) {
    throw unsupported(
      `${what} is an array of arrays`,
      'No model this engine runs needs one; use another file.',
    );
  }
  const size = minimumBytes[type];
  if (size === undefined) throw invalid(`${what} has element type ${type}, which GGUF does not define`);
  const length = reader.u64(`length of ${what}`);
  reader.checkCount(length, size, maxArrayLength, `elements of ${what}`);
  const values: GgufScalar[] = [];
  for (let i = 0; i < length; i++) values.push(readScalar(reader, type, what));
  // One type number for all elements makes them all of one kind.
  return values as string[] | number[] | boolean[];
}

/** Reads one metadata value: its type number, then the value. */
export function readValue(reader: GgufReader, key: string): GgufValue {
  const what = `metadata ${key}`;
  const type = reader.u32(`type of ${what}`);
  return type === arrayType ? readArray(reader, what) : readScalar(reader, type, what);
}

/** The key-value pairs of a file. `find…` gives undefined for an absent key; all refuse a value of another type. */
export class GgufMetadata {
  readonly #values: ReadonlyMap<string, GgufValue>;

  constructor(values: ReadonlyMap<string, GgufValue>) {
    this.#values = values;
  }

  get size(): number {
    return this.#values.size;
  }
  keys(): IterableIterator<string> {
    return this.#values.keys();
  }
  has(key: string): boolean {
    return this.#values.has(key);
  }

  findString(key: string): string | undefined {
    const value = this.#values.get(key);
    if (value === undefined || typeof value === 'string') return value;
    throw this.#wrong(key, 'a string');
  }
  findNumber(key: string): number | undefined {
    const value = this.#values.get(key);
    if (value === undefined || typeof value === 'number') return value;
    throw this.#wrong(key, 'a number');
  }
  findBoolean(key: string): boolean | undefined {
    const value = this.#values.get(key);
    if (value === undefined || typeof value === 'boolean') return value;
    throw this.#wrong(key, 'a boolean');
  }
  findStrings(key: string): readonly string[] | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every(item => typeof item === 'string')) return value;
    throw this.#wrong(key, 'an array of strings');
  }
  findNumbers(key: string): readonly number[] | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    if (Array.isArray(value) && value.every(item => typeof item === 'number')) return value;
    throw this.#wrong(key, 'an array of numbers');
  }

  getString(key: string): string {
    return this.findString(key) ?? this.#missing(key);
  }
  getNumber(key: string): number {
    return this.findNumber(key) ?? this.#missing(key);
  }
  getBoolean(key: string): boolean {
    return this.findBoolean(key) ?? this.#missing(key);
  }
  getStrings(key: string): readonly string[] {
    return this.findStrings(key) ?? this.#missing(key);
  }
  getNumbers(key: string): readonly number[] {
    return this.findNumbers(key) ?? this.#missing(key);
  }

  #missing(key: string): never {
    throw invalid(`metadata ${key} is missing`);
  }
  #wrong(key: string, expected: string) {
    return invalid(`metadata ${key} is not ${expected}`);
  }
}
