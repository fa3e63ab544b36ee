import { instantiateKernels } from './kernels.ts';
import type { HelperStart } from './thread-pool.ts';

// Entry of a helper worker: one message in, one out, then it waits inside WebAssembly until it is ended.
addEventListener('message', async (event: MessageEvent<HelperStart>) => {
  const { module, memory, model, thread, threads } = event.data;
  const kernels = await instantiateKernels(module, memory);
  postMessage('ready');
  kernels.help(model, thread, threads);
});
