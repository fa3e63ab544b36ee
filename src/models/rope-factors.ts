import type { ByteSource } from './byte-source.ts';
import type { Gguf } from './gguf.ts';
import { invalid } from './gguf-error.ts';

/**
 * `rope_freqs.weight`, shape [headSize / 2]: what the rotary frequencies are divided by (Llama 3.1 and later: 1 for fast
 * rotations, a constant for slow ones, a ramp between). undefined when the file has none.
 * @throws GgufError unless all are positive and finite.
 */
export async function readRopeFactors(source: ByteSource, gguf: Gguf): Promise<Float32Array | undefined> {
  const tensor = gguf.tensors.find(({ name }) => name === 'rope_freqs.weight');
  if (tensor === undefined) return undefined;
  const factors = new Float32Array((await source.read(tensor.offset, tensor.bytes)).slice().buffer);
  for (const [i, factor] of factors.entries()) {
    if (!(factor > 0 && factor < Number.POSITIVE_INFINITY))
      throw invalid(`rope_freqs.weight[${i}] is ${factor}`);
  }
  return factors;
}
