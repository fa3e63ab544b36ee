import { softmax } from './reference-decoder.ts';

/** How far the engine's next-token distribution lies from the reference's at one position. */
export interface Divergence {
  /** KL(reference ‖ engine) = Σ p · ln(p / q), in nats. */
  readonly kl: number;
  /** Whether both put the same token first (the lowest id on a tie). */
  readonly sameTop: boolean;
}

/** Compares two rows of logits. */
export function compareLogits(reference: Float32Array, engine: Float32Array): Divergence {
  const p = softmax(reference);
  const q = softmax(engine);
  let kl = 0;
  p.forEach((probability, i) => {
    if (probability > 0) kl += probability * Math.log(probability / (q[i] ?? 0));
  });
  return { kl, sameTop: argmax(reference) === argmax(engine) };
}

export function argmax(x: Float32Array): number {
  let best = 0;
  for (let i = 1; i < x.length; i++) if ((x[i] ?? 0) > (x[best] ?? 0)) best = i;
  return best;
}
