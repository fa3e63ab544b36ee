/** Bytes of a known length that are read in pieces: a model file, wherever it lies. */
export interface ByteSource {
  /** Length of the whole. */
  readonly bytes: number;
  /**
   * Reads exactly `length` bytes from `offset`.
   * @throws RangeError when the range does not lie inside the source.
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** @throws RangeError unless `offset … offset + length` lies inside `bytes`. */
export function checkRange(bytes: number, offset: number, length: number): void {
  const whole = Number.isSafeInteger(offset) && Number.isSafeInteger(length);
  if (!whole || offset < 0 || length < 0 || length > bytes - offset) {
    throw new RangeError(`read of ${length} bytes at ${offset} from a source of ${bytes} bytes`);
  }
}

/** A source over bytes that are in memory already. */
export function memorySource(data: Uint8Array): ByteSource {
  return {
    bytes: data.length,
    async read(offset, length) {
      checkRange(data.length, offset, length);
      return data.slice(offset, offset + length);
    },
  };
}
