/** Addresses of the compiled builds of src/kernels; the bundler turns them into files of the app. */
export const kernelFiles = {
  'relaxed-dot-add': new URL('../kernels/build/relaxed-dot-add.wasm', import.meta.url),
  'relaxed-dot': new URL('../kernels/build/relaxed-dot.wasm', import.meta.url),
  plain: new URL('../kernels/build/plain.wasm', import.meta.url),
} as const;
