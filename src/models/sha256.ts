/**
 * SHA-256 (FIPS 180-4) over bytes that come in pieces. The browser's own digest wants the whole message at once, which a model of
 * gigabytes is not; this one can also be put aside between two pieces and go on in another visit.
 */
export class Sha256 {
  readonly #words: Int32Array;
  readonly #block = new Uint8Array(64);
  readonly #schedule = new Int32Array(64);
  #bytes: number;

  /** @param state of {@link save}; a new message without it */
  constructor(state?: Sha256State) {
    this.#words = Int32Array.from(state?.words ?? initialWords);
    this.#bytes = state?.bytes ?? 0;
    if (state !== undefined) this.#block.set(state.tail);
  }

  /** Takes the next piece. */
  update(data: Uint8Array): void {
    let at = 0;
    const filled = this.#bytes % 64;
    this.#bytes += data.length;
    if (filled > 0) {
      at = Math.min(64 - filled, data.length);
      this.#block.set(data.subarray(0, at), filled);
      if (filled + at < 64) return;
      this.#compress(new DataView(this.#block.buffer), 0);
    }
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    for (; at + 64 <= data.length; at += 64) this.#compress(view, at);
    this.#block.set(data.subarray(at));
  }

  /** Where the hash stands, as plain data. */
  save(): Sha256State {
    const tail = Array.from(this.#block.subarray(0, this.#bytes % 64));
    return { words: Array.from(this.#words), bytes: this.#bytes, tail };
  }

  /** The digest of everything so far, lower-case hexadecimal. More pieces may follow. */
  hex(): string {
    const rest = new Sha256(this.save());
    const filled = this.#bytes % 64;
    const padding = new Uint8Array((filled < 56 ? 64 : 128) - filled);
    padding[0] = 0x80;
    const view = new DataView(padding.buffer);
    view.setUint32(padding.length - 8, Math.floor(this.#bytes / 2 ** 29));
    view.setUint32(padding.length - 4, (this.#bytes * 8) % 2 ** 32);
    rest.update(padding);
    return Array.from(rest.#words, word => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #compress(data: DataView, at: number): void {
    const w = this.#schedule;
    for (let i = 0; i < 16; i++) w[i] = data.getInt32(at + 4 * i);
    for (let i = 16; i < 64; i++) {
      const x = w[i - 15] ?? 0;
      const y = w[i - 2] ?? 0;
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[i] = ((w[i - 16] ?? 0) + s0 + (w[i - 7] ?? 0) + s1) | 0;
    }
    const state = this.#words;
    // By index: destructuring a typed array goes through its iterator, sixteen thousand times a megabyte.
    let a = state[0] ?? 0;
    let b = state[1] ?? 0;
    let c = state[2] ?? 0;
    let d = state[3] ?? 0;
    let e = state[4] ?? 0;
    let f = state[5] ?? 0;
    let g = state[6] ?? 0;
    let h = state[7] ?? 0;
    for (let i = 0; i < 64; i++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + ((e & f) ^ (~e & g)) + (constants[i] ?? 0) + (w[i] ?? 0)) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    state[0] = (state[0] ?? 0) + a;
    state[1] = (state[1] ?? 0) + b;
    state[2] = (state[2] ?? 0) + c;
    state[3] = (state[3] ?? 0) + d;
    state[4] = (state[4] ?? 0) + e;
    state[5] = (state[5] ?? 0) + f;
    state[6] = (state[6] ?? 0) + g;
    state[7] = (state[7] ?? 0) + h;
  }
}

/** A hash put aside: plain numbers, so that it can be written as JSON. */
export interface Sha256State {
  /** The eight words of the state. */
  readonly words: readonly number[];
  /** Length of the message so far. */
  readonly bytes: number;
  /** Its last `bytes % 64` bytes. */
  readonly tail: readonly number[];
}

/** The first 32 bits of the fractional parts of a root of each of the first primes. */
function fractions(count: number, root: (prime: number) => number): Int32Array {
  const out = new Int32Array(count);
  let found = 0;
  for (let n = 2; found < count; n++) {
    let prime = true;
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false;
    // A double's 53 bits hold the 3 bits before the point and 32 behind it exactly.
    if (prime) out[found++] = Math.floor((root(n) % 1) * 2 ** 32);
  }
  return out;
}

const initialWords = fractions(8, Math.sqrt);
const constants = fractions(64, Math.cbrt);

/** Bytes as lower-case hexadecimal. */
export function hex(bytes: ArrayBuffer | Uint8Array): string {
  return Array.from(new Uint8Array(bytes), byte => byte.toString(16).padStart(2, '0')).join('');
}
