/** What WebGPU offers this page. */
export interface GpuFacts {
  /** As the browser describes the adapter; browsers say as little as they can. */
  readonly name: string;
  /** Whether the processor plays the GPU: correct, and slower than the CPU engine. */
  readonly software: boolean;
  /** 16-bit floats in shaders. */
  readonly f16: boolean;
  /** Most bytes of one buffer. */
  readonly maxBufferBytes: number;
  /** Most bytes of a buffer that a shader sees at once. */
  readonly maxBindingBytes: number;
}

/** Why there is no adapter: the browser has no WebGPU, offers none of its adapters, or fails. */
export type GpuAbsence = 'no-api' | 'insecure' | 'no-adapter' | 'failed';

interface AdapterInfo {
  readonly vendor?: string;
  readonly architecture?: string;
  readonly device?: string;
  readonly description?: string;
  readonly isFallbackAdapter?: boolean;
}

/** The parts of a GPUAdapter that are read. */
export interface Adapter {
  readonly info?: AdapterInfo;
  /** Before it moved into `info`. */
  readonly isFallbackAdapter?: boolean;
  readonly features: { has(name: string): boolean };
  readonly limits: { readonly maxBufferSize: number; readonly maxStorageBufferBindingSize: number };
}

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
    return adapter === null ? 'no-adapter' : factsOf(adapter);
  } catch {
    return 'failed';
  }
}

function factsOf({ info = {}, isFallbackAdapter, features, limits }: Adapter): GpuFacts {
  const { vendor, architecture, device, description } = info;
  const parts = description ? [description] : [vendor, device || architecture];
  const name = parts.filter(part => part !== undefined && part !== '').join(' ') || 'unnamed adapter';
  const known = [vendor, architecture, device, description].join(' ');
  return {
    name,
    software:
      (info.isFallbackAdapter ?? isFallbackAdapter ?? false) ||
      /swiftshader|llvmpipe|softpipe|basic render/i.test(known),
    f16: features.has('shader-f16'),
    maxBufferBytes: limits.maxBufferSize,
    maxBindingBytes: limits.maxStorageBufferBindingSize,
  };
}
