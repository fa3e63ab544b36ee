/** What a WebGPU adapter says of itself. The page and the worker must judge it alike. */
export interface GpuFacts {
  /** As the browser describes it; browsers say as little as they can. */
  readonly name: string;
  /** Whether it is a program and no GPU: right, but far slower than the CPU engine. */
  readonly software: boolean;
  /** 16-bit floats in shaders. */
  readonly shaderF16: boolean;
  /** Most bytes of one buffer. */
  readonly maxBufferBytes: number;
  /** Most bytes of a buffer that a shader sees at once. */
  readonly maxBindingBytes: number;
}

/** The parts of a GPUAdapter that are read. */
export interface Adapter {
  readonly info?: {
    readonly vendor?: string;
    readonly architecture?: string;
    readonly device?: string;
    readonly description?: string;
    readonly isFallbackAdapter?: boolean;
  };
  /** Before it moved into `info`. */
  readonly isFallbackAdapter?: boolean;
  readonly features: { has(name: string): boolean };
  readonly limits: { readonly maxBufferSize: number; readonly maxStorageBufferBindingSize: number };
}

/** Programs that play a GPU, by what drivers call them. */
const programs = /swiftshader|llvmpipe|lavapipe|softpipe|basic render|warp/i;

/** Reads an adapter. */
export function adapterFacts({ info = {}, isFallbackAdapter, features, limits }: Adapter): GpuFacts {
  const { vendor, architecture, device, description } = info;
  const parts = description ? [description] : [vendor, device || architecture];
  const name = parts.filter(part => part !== undefined && part !== '').join(' ') || 'unnamed adapter';
  const known = [vendor, architecture, device, description].join(' ');
  return {
    name,
    software: (info.isFallbackAdapter ?? isFallbackAdapter ?? false) || programs.test(known),
    shaderF16: features.has('shader-f16'),
    maxBufferBytes: limits.maxBufferSize,
    maxBindingBytes: limits.maxStorageBufferBindingSize,
  };
}
