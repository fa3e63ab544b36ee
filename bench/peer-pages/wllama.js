/** wllama: llama.cpp compiled to WebAssembly, on the very GGUF the app ships. Timings are llama.cpp's own. */
const { Wllama } = await import('/vendor/wllama/index.js');

let wllama;

async function load({ threads, shards }) {
  const parts = await Promise.all(shards.map(async shard => (await fetch(`/source-model/${shard}`)).blob()));
  const start = performance.now();
  wllama = new Wllama({ default: '/vendor/wllama/wasm/wllama.wasm' }, { suppressNativeLog: true });
  await wllama.loadModel([new Blob(parts)], { n_ctx: 2048, n_threads: threads, n_gpu_layers: 0 });
  return { loadMs: performance.now() - start, threads: wllama.getNumThreads() };
}

async function run({ messages, maxTokens }) {
  const options = { messages, max_tokens: maxTokens, temperature: 0, top_k: 1, cache_prompt: false };
  const { timings, choices } = await wllama.createChatCompletion(options);
  const firstTokenMs = timings.prompt_ms;
  return {
    tokens: timings.predicted_n,
    promptTokens: timings.prompt_n,
    prefillTokens: timings.prompt_n,
    firstTokenMs,
    prefillMs: firstTokenMs,
    decodeMs: timings.predicted_ms,
    decodedTokens: timings.predicted_n,
    rounds: timings.predicted_n,
    accepted: 0,
    tested: 0,
    text: choices[0].message.content,
  };
}

window.bench = { load, run };
