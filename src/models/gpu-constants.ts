/** Bits of `GPUBufferUsage` and `GPUMapMode`: part of the standard, but the names exist only where WebGPU does. */
export const bufferUsage = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const;
export const mapRead = 1;
