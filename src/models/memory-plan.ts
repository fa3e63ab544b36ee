/** A packed matrix: where it lies, how many bit planes, rows (padded to 16) and columns. */
export interface MatrixPlan {
  readonly weights: number;
  readonly planes: 1 | 2;
  readonly rows: number;
  readonly paddedRows: number;
  readonly columns: number;
}

/** Bytes of packed weights (src/kernels/matmul.ts): a tile holds 16 rows × 32 columns. */
export function packedBytes(paddedRows: number, columns: number, planes: 1 | 2): number {
  return (paddedRows / 16) * (columns / 32) * (planes * 256 + 64);
}

/** Lays out a WebAssembly memory: regions one behind the other, and structs of 32-bit words that are written later. */
export class MemoryPlan {
  /** The kernels' constants live below this address. */
  #top = 65536;
  readonly #words: [address: number, values: readonly number[]][] = [];

  /** Bytes planned so far, what lies below the first region included. */
  get totalBytes(): number {
    return this.#top;
  }

  /** Reserves `bytes`. @returns the address; regions start at multiples of 64, a cache line */
  allocate(bytes: number): number {
    const address = this.#top;
    this.#top = Math.ceil((address + bytes) / 64) * 64;
    return address;
  }

  /** Reserves a struct of these words. @returns its address */
  struct(values: readonly number[]): number {
    const address = this.allocate(values.length * 4);
    this.#words.push([address, values]);
    return address;
  }

  /** Reserves a packed matrix and its struct (class Matrix of src/kernels/model.ts). @returns both, and where the struct is */
  matrix(rows: number, columns: number, planes: 1 | 2): { matrix: MatrixPlan; address: number } {
    const paddedRows = Math.ceil(rows / 16) * 16;
    const weights = this.allocate(packedBytes(paddedRows, columns, planes));
    const address = this.struct([weights, planes, paddedRows, columns]);
    return { matrix: { weights, planes, rows, paddedRows, columns }, address };
  }

  /** Writes the structs into the memory they were planned for. */
  writeStructs(memory: ArrayBufferLike): void {
    for (const [address, values] of this.#words) new Int32Array(memory, address, values.length).set(values);
  }
}
