/** Gives Chromium a WebGPU adapter on machines without a GPU: SwiftShader, in software. */
export const webGpuArguments = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];
