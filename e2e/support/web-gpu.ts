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

/** For a worker and its page: adapters allow no buffer larger than this. */
export const limitBuffers = (bytes: number): string => `{
  const { get } = Object.getOwnPropertyDescriptor(GPUAdapter.prototype, 'limits');
  const limited = ['maxBufferSize', 'maxStorageBufferBindingSize'];
  Object.defineProperty(GPUAdapter.prototype, 'limits', {
    get() {
      return new Proxy(get.call(this), {
        get: (limits, name) => (limited.includes(name) ? Math.min(${bytes}, limits[name]) : limits[name]),
      });
    },
  });
}`;
