import { invalid, NeedMoreBytes } from './gguf-error.ts';

/** Longest string taken from a header: chat templates are tens of kB. */
const maxStringBytes = 4 * 2 ** 20;

/** Most items (entries, tensors, array elements) of one header together: what they can cost in memory. */
const maxItems = 2 ** 22;

/**
 * A cursor over the start of a file whose every length is a claim to be checked. Reading past the bytes at hand throws
 * {@link NeedMoreBytes} while the file goes on, and a GgufError once the file itself has ended.
 */
export class GgufReader {
  #at = 0;
  #items = 0;
  readonly #view: DataView;
  readonly #utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

  constructor(
    readonly header: Uint8Array,
    /** Length of the whole file. */
    readonly fileBytes: number,
  ) {
    this.#view = new DataView(header.buffer, header.byteOffset, header.byteLength);
  }

  get at(): number {
    return this.#at;
  }

  /** Claims `count` bytes and returns where they start. */
  #take(count: number, what: string): number {
    const start = this.#at;
    if (count > this.fileBytes - start) {
      throw invalid(
        `${what} at byte ${start} needs ${count} bytes, but the file ends at byte ${this.fileBytes}`,
      );
    }
    if (count > this.header.length - start) throw new NeedMoreBytes(start + count);
    this.#at = start + count;
    return start;
  }

  /** Checks that `count` items of at least `size` bytes can still follow, before anything is done `count` times. */
  checkCount(count: number, size: number, limit: number, what: string): void {
    if (count > limit) throw invalid(`${what}: ${count} is more than the ${limit} a model may have`);
    if (count * size > this.fileBytes - this.#at) {
      throw invalid(`${what}: ${count} do not fit the ${this.fileBytes - this.#at} bytes left in the file`);
    }
    this.#items += count;
    if (this.#items > maxItems) throw invalid(`the header lists more than ${maxItems} items`);
  }

  u8(what: string): number {
    return this.#view.getUint8(this.#take(1, what));
  }
  i8(what: string): number {
    return this.#view.getInt8(this.#take(1, what));
  }
  u16(what: string): number {
    return this.#view.getUint16(this.#take(2, what), true);
  }
  i16(what: string): number {
    return this.#view.getInt16(this.#take(2, what), true);
  }
  u32(what: string): number {
    return this.#view.getUint32(this.#take(4, what), true);
  }
  i32(what: string): number {
    return this.#view.getInt32(this.#take(4, what), true);
  }
  f32(what: string): number {
    return this.#view.getFloat32(this.#take(4, what), true);
  }
  f64(what: string): number {
    return this.#view.getFloat64(this.#take(8, what), true);
  }

  /** 64-bit integers are refused where a JavaScript number could not hold them exactly. */
  u64(what: string): number {
    return this.#safe(this.#view.getBigUint64(this.#take(8, what), true), what);
  }
  i64(what: string): number {
    return this.#safe(this.#view.getBigInt64(this.#take(8, what), true), what);
  }
  #safe(value: bigint, what: string): number {
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw invalid(`${what} is ${value}, beyond 2^53`);
    return number;
  }

  bool(what: string): boolean {
    const value = this.u8(what);
    if (value > 1) throw invalid(`${what} is ${value}, not a boolean`);
    return value === 1;
  }

  string(what: string, maxBytes = maxStringBytes): string {
    const length = this.u64(`length of ${what}`);
    if (length > maxBytes) throw invalid(`${what} is ${length} bytes long, at most ${maxBytes} are allowed`);
    const start = this.#take(length, what);
    try {
      return this.#utf8.decode(this.header.subarray(start, start + length));
    } catch {
      throw invalid(`${what} at byte ${start} is not UTF-8`);
    }
  }
}
