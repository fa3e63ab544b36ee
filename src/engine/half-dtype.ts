import type { GpuFacts } from '../core/gpu-adapter.ts';
import type { GpuAbsence } from './gpu-facts.ts';

/** Whether ONNX files of this rounding (`q4f16`, `fp16`) compute with 16-bit numbers, which CPUs and some GPUs cannot. */
export const isHalf = (dtype: string): boolean => /f(p)?16$/i.test(dtype);

/**
 * Why this device cannot run ONNX files of a rounding, in words; undefined when it can, or nobody has looked yet.
 * @param gpu what WebGPU offers
 */
export function halfProblem(dtype: string, gpu: GpuFacts | GpuAbsence | undefined): string | undefined {
  if (!isHalf(dtype) || gpu === undefined || (typeof gpu === 'object' && gpu.shaderF16)) return undefined;
  const cause = typeof gpu === 'object' ? 'this one cannot' : 'the browser offers none';
  return `it computes with 16-bit numbers, which needs a GPU that can (shader-f16), and ${cause}; take q4 or q8`;
}
