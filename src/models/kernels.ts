/** What src/kernels exports. Pointers and sizes are plain numbers (32 bit); `model` points at a `Model` struct. */
export interface KernelExports {
  forward(model: number, rows: number, at: number, logits: number, threads: number): void;
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
 * Milliseconds that `module` takes for a small product of 4-bit weights, the best of a few tries: which of two builds
 * is faster depends on the processor's instructions, and measuring is the only way to know from inside a page.
 */
export async function trialMs(module: WebAssembly.Module, now: () => number): Promise<number> {
  const memory = createMemory(1 << 20);
  const kernels = await instantiateKernels(module, memory);
  const bytes = new Uint8Array(memory.buffer);
  // Exponents in the middle of the range: subnormal scales would be slow and are not what weights look like.
  for (let i = pageBytes; i < bytes.length; i++) bytes[i] = 0x20 | (i % 29);
  const [x, scales, out, weights] = [2, 3, 4, 5].map(page => page * pageBytes) as [
    number,
    number,
    number,
    number,
  ];
  new Float32Array(memory.buffer, scales, trialColumns / 16).fill(2 ** 100);
  let best = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < 20; attempt++) {
    const start = now();
    for (let i = 0; i < 20; i++) {
      kernels.matmul(weights, 1, x, scales, 1, trialColumns, out, trialRows, 0, trialRows / 16);
    }
    best = Math.min(best, now() - start);
  }
  return best;
}
