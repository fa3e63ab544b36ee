/** Gives Chromium a WebGPU adapter on machines without a GPU: SwiftShader, in software. */
export const webGpuArguments = ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'];

/** Prepended to a worker: a message on the channel `lose-the-gpu` destroys the device that was made last. */
export const loseOnDemand = `{
  const request = GPUAdapter.prototype.requestDevice;
  let device;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    device = await request.call(this, descriptor);
    return device;
  };
  new BroadcastChannel('lose-the-gpu').onmessage = () => device.destroy();
}`;
