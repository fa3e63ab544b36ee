import { type Adapter, adapterFacts, type GpuFacts } from '../core/gpu-adapter.ts';

/** Why there is no adapter: the browser has no WebGPU, offers none of its adapters, or fails. */
export type GpuAbsence = 'no-api' | 'insecure' | 'no-adapter' | 'failed';

/** The part of `navigator.gpu` that is used. */
export interface AdapterSource {
  requestAdapter(options?: { readonly powerPreference: 'high-performance' }): Promise<Adapter | null>;
}

/**
 * Asks for an adapter as the engine would.
 * @param gpu `navigator.gpu`
 * @param secure whether the page is a secure context: others have no WebGPU
 */
export async function readGpu(
  gpu: AdapterSource | undefined,
  secure: boolean,
): Promise<GpuFacts | GpuAbsence> {
  if (gpu === undefined) return secure ? 'no-api' : 'insecure';
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    return adapter === null ? 'no-adapter' : adapterFacts(adapter);
  } catch {
    return 'failed';
  }
}
