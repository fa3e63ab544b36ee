// A draft head: a small recurrent network that starts from the target's last hidden state and goes on by itself.
//
//   s_0      the target's normalised hidden state at the position before the last kept token
//   s_{k+1}  s_k + down(silu(gate · x) · up · x)  with  x = [rms(s_k) ; rms(E[token])]
//   logits   output · s_k, over a sub-vocabulary
//
// rms is RMS normalisation without weights, E the target's embedding. One thread does everything: a step is so short
// that waiting for others would cost more than they could save.

import { matmul } from './matmul';
import { Matrix } from './model';
import { addTo, rmsNorm } from './norm';
import { quantise } from './quantise';
import { exp4, horizontalMax, horizontalSum } from './simd';
import { swiglu } from './swiglu';

const EPSILON: f32 = 1e-5;
const LOWEST: f32 = -3.4e38;

/** Written by src/models/head-layout.ts in exactly this order. All vectors are f32. */
@unmanaged
export class Head {
  /** Width of the target's hidden states, and of the gated layer: multiples of 32. */
  width: usize;
  ffnWidth: usize;
  /** Tokens it can guess. */
  vocabulary: i32;
  gate: Matrix;
  up: Matrix;
  down: Matrix;
  output: Matrix;
  /** [width], all 1: the weights of the norm. */
  ones: usize;
  /** [width] s_k, replaced by each step. */
  state: usize;
  /** [width] embedding of the token to step over. */
  token: usize;
  /** [2 · width] x; then its first half is what the step adds. */
  input: usize;
  /** [2 · ffnWidth] */
  gateUp: usize;
  /** Quantised inputs of the next product: at most max(2 · width, ffnWidth) bytes, and their pairs. */
  bytes: usize;
  scales: usize;
  /** [vocabulary, padded to 16] */
  logits: usize;
  /** Result of `guessToken`: softmax of the best logit. */
  probability: f32;
}

/** out = matrix · x, for x as `quantise` left it in the head's scratch. */
// @ts-ignore: decorator
@inline
function multiply(head: Head, matrix: Matrix, out: usize): void {
  const rows = matrix.rows;
  matmul(
    matrix.weights, matrix.planes, head.bytes, head.scales, 1, <usize>matrix.columns, out, <usize>rows, 0, rows >> 4,
  );
}

/** One step of the state over the token whose embedding lies in `token`. */
export function stepHead(head: Head): void {
  const D = head.width, F = head.ffnWidth, x = head.input, gate = head.gateUp, up = gate + (F << 2);
  rmsNorm(head.state, head.ones, D, EPSILON, x);
  rmsNorm(head.token, head.ones, D, EPSILON, x + (D << 2));
  quantise(x, D << 1, head.bytes, head.scales);
  multiply(head, head.gate, gate);
  multiply(head, head.up, up);
  swiglu(gate, up, F);
  quantise(gate, F, head.bytes, head.scales);
  multiply(head, head.down, x);
  addTo(head.state, x, D);
}

/**
 * The best row of the sub-vocabulary after the present state, the lowest on a tie; -1 when the logits are not finite.
 * Leaves its probability behind.
 */
export function guessToken(head: Head): i32 {
  const logits = head.logits, padded = head.output.rows, end = logits + (<usize>padded << 2);
  quantise(head.state, head.width, head.bytes, head.scales);
  multiply(head, head.output, logits);
  for (let i = head.vocabulary; i < padded; i++) store<f32>(logits + (<usize>i << 2), LOWEST);

  let largest = f32x4.splat(LOWEST);
  for (let p = logits; p < end; p += 16) largest = f32x4.max(largest, v128.load(p));
  const top = horizontalMax(largest), shift = f32x4.splat(top);
  let sum = f32x4.splat(0);
  for (let p = logits; p < end; p += 16) sum = f32x4.add(sum, exp4(f32x4.sub(v128.load(p), shift)));
  head.probability = 1 / horizontalSum(sum);
  if (!(abs(top) < -LOWEST)) return -1;

  let p = logits;
  while (load<f32>(p) != top) p += 4;
  return <i32>((p - logits) >> 2);
}
