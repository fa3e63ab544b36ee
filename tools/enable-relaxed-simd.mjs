/**
 * Import this before compiling any WebAssembly in Node. Node 20 has relaxed SIMD behind a flag; later versions have
 * it on. Flags are set from inside because newer Nodes may refuse to start with a flag they no longer know.
 *
 * Where relaxed SIMD is still experimental, V8's baseline compiler gets `i32x4.relaxed_dot_i8x16_i7x16_add` wrong (Node
 * 20.20: other results until the optimised code takes over), so it is turned off there.
 */
import { setFlagsFromString } from 'node:v8';

/** A module with one function that uses `i16x8.relaxed_dot_i8x16_i7x16_s`. */
const relaxedSimd = new Uint8Array([
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7f, 0x03, 0x02, 0x01,
  0x00, 0x0a, 0x12, 0x01, 0x10, 0x00, 0x41, 0x01, 0xfd, 0x0f, 0x41, 0x01, 0xfd, 0x0f, 0xfd, 0x92, 0x02, 0xfd,
  0x18, 0x00, 0x0b,
]);

if (!WebAssembly.validate(relaxedSimd)) {
  setFlagsFromString('--experimental-wasm-relaxed-simd');
  setFlagsFromString('--no-liftoff');
}
