/** What src/kernels exports. Pointers and sizes are plain numbers (32 bit); `model` points at a `Model` struct. */
export interface KernelExports {
  forward(model: number, rows: number, logits: number, threads: number): void;
  help(model: number, thread: number, threads: number): void;
  dismiss(model: number): void;
  repack(type: number, from: number, to: number, rows: number, columns: number): void;
  logSumExp(model: number, row: number): number;
  topTokens(model: number, row: number, count: number, out: number): void;
  matmul(
    weights: number,
    planes: number,
    bytes: number,
    scales: number,
    rows: number,
    columns: number,
    out: number,
    stride: number,
    from: number,
    to: number,
  ): void;
  unpackRow(weights: number, planes: number, row: number, columns: number, out: number): void;
  quantise(x: number, count: number, bytes: number, scales: number): void;
  rmsNorm(x: number, weight: number, count: number, epsilon: number, out: number): void;
  rotate(x: number, rotations: number, count: number): void;
  pack16(x: number, out: number): void;
  attend(
    query: number,
    keys: number,
    values: number,
    length: number,
    headSize: number,
    scores: number,
    out: number,
  ): void;
}

export const pageBytes = 65536;

/**
 * A shared memory of exactly `bytes`, rounded up to pages. Shared also with one thread: the kernels are compiled for
 * shared memory, and a page without cross-origin isolation may create one as long as it does not post it.
 * @throws RangeError when the browser refuses that much.
 */
export function createMemory(bytes: number): WebAssembly.Memory {
  const pages = Math.ceil(bytes / pageBytes);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** Instantiates compiled kernels over `memory`. */
export async function instantiateKernels(
  module: WebAssembly.Module,
  memory: WebAssembly.Memory,
): Promise<KernelExports> {
  const abort = () => {
    throw new Error('kernel aborted');
  };
  const instance = await WebAssembly.instantiate(module, { env: { memory, abort } });
  return instance.exports as unknown as KernelExports;
}

const trialRows = 64;
const trialColumns = 576;

/**
 * A build on trial: it computes small products of 4-bit and 8-bit weights, so that builds can be compared. Which one is faster depends
 * on the processor's instructions, and whether it is right on the browser: one baseline compiler got a relaxed instruction wrong
 * until its optimised code took over, so the results of all rounds count.
 */
export class KernelTrial {
  #ms = Number.POSITIVE_INFINITY;
  #digest = 0;

  private constructor(
    private readonly multiply: (planes: 1 | 2, rows: number) => void,
    private readonly results: Uint32Array,
  ) {}

  static async of(module: WebAssembly.Module): Promise<KernelTrial> {
    const memory = createMemory(2 ** 20);
    const kernels = await instantiateKernels(module, memory);
    const bytes = new Uint8Array(memory.buffer);
    // Bytes with exponents in the middle of the f16 range: subnormal scales are slow, and real weights have none.
    for (let i = pageBytes; i < bytes.length; i++) bytes[i] = 0x20 | (Math.imul(i, 0x9e3779b1) >>> 27);
    const [x, scales, out, weights] = [2 * pageBytes, 3 * pageBytes, 4 * pageBytes, 5 * pageBytes] as const;
    new Float32Array(memory.buffer, scales, 4 * (trialColumns / 16)).fill(2 ** 100);
    return new KernelTrial(
      (planes, rows) =>
        kernels.matmul(weights, planes, x, scales, rows, trialColumns, out, trialRows, 0, trialRows / 16),
      new Uint32Array(memory.buffer, out, 4 * trialRows),
    );
  }

  /** Milliseconds of the fastest round. */
  get ms(): number {
    return this.#ms;
  }

  /** Hash of all outputs: equal for builds that computed the same bits in as many rounds. */
  get digest(): number {
    return this.#digest;
  }

  round(now: () => number): void {
    for (const planes of [1, 2] as const) {
      for (const rows of [1, 2, 3, 4]) {
        this.multiply(planes, rows);
        for (const word of this.results) this.#digest = (Math.imul(this.#digest, 31) + word) | 0;
      }
    }
    // Long enough for clocks that tick every 0.1 ms, as they do without cross-origin isolation.
    const start = now();
    for (let i = 0; i < 500; i++) this.multiply(1, 1);
    this.#ms = Math.min(this.#ms, now() - start);
  }
}
