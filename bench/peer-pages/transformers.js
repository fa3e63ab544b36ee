/** transformers.js as its documentation says to use it for text generation, with greedy decoding. */
const { AutoModelForCausalLM, AutoTokenizer, BaseStreamer, env } = await import(
  '/vendor/transformers/transformers.web.min.js'
);

env.allowLocalModels = true;
env.allowRemoteModels = false;
env.localModelPath = '/assets-of-peers/';
env.useBrowserCache = false;
env.backends.onnx.wasm.wasmPaths = '/vendor/onnxruntime-web/';

let tokenizer;
let model;

/** Notes when each token arrives. The first call of `put` brings the prompt. */
class Clock extends BaseStreamer {
  times = [];
  put() {
    this.times.push(performance.now());
  }
  end() {}
}

async function load({ dtype, threads }) {
  env.backends.onnx.wasm.numThreads = threads;
  const start = performance.now();
  tokenizer = await AutoTokenizer.from_pretrained('smollm2');
  model = await AutoModelForCausalLM.from_pretrained('smollm2', { dtype, device: 'wasm' });
  return { loadMs: performance.now() - start, version: env.version, threads, dtype };
}

async function run({ messages, maxTokens }) {
  const start = performance.now();
  const inputs = tokenizer.apply_chat_template(messages, { add_generation_prompt: true, return_dict: true });
  const clock = new Clock();
  const output = await model.generate({
    ...inputs,
    max_new_tokens: maxTokens,
    do_sample: false,
    streamer: clock,
  });
  const [, first, ...later] = clock.times;
  const promptTokens = inputs.input_ids.dims[1];
  const all = output.tolist()[0].map(Number);
  return {
    tokens: all.length - promptTokens,
    promptTokens,
    prefillTokens: promptTokens,
    firstTokenMs: first - start,
    prefillMs: first - start,
    decodeMs: (later.at(-1) ?? first) - first,
    decodedTokens: later.length,
    rounds: later.length + 1,
    accepted: 0,
    tested: 0,
    ids: all.slice(promptTokens),
    text: tokenizer.decode(all.slice(promptTokens), { skip_special_tokens: true }),
  };
}

window.bench = { load, run };
