/** llama.cpp as a native program, through node-llama-cpp's prebuilt binary: what the CPU can do outside a browser. */
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pathToFileURL } from 'node:url';
import { assetsFolder, modelFolder, modelShards, peersFolder } from './lab.mjs';

/** The shards joined to one file, which llama.cpp needs. */
async function joinedModel() {
  const file = join(assetsFolder, 'model.gguf');
  if (existsSync(file)) return file;
  await mkdir(assetsFolder, { recursive: true });
  const parts = (await modelShards()).map(shard => join(modelFolder, shard));
  await rm(`${file}.part`, { force: true });
  for (const part of parts)
    await pipeline(createReadStream(part), createWriteStream(`${file}.part`, { flags: 'a' }));
  await rename(`${file}.part`, file);
  return file;
}

export async function openLlamaCpp(threads) {
  const entry = createRequire(join(peersFolder, 'package.json')).resolve('node-llama-cpp');
  const { getLlama } = await import(pathToFileURL(entry).href);
  const llama = await getLlama({ build: 'never', gpu: false, logLevel: 'error' });
  const model = await llama.loadModel({ modelPath: await joinedModel() });
  const context = await model.createContext({ contextSize: 2048, threads });
  const sequence = context.getSequence();
  return {
    info: { threads },
    async run({ messages, maxTokens }) {
      await sequence.clearHistory();
      const prompt = model.tokenize(chatText(messages), true);
      const ids = [];
      const start = performance.now();
      let first = start;
      for await (const token of sequence.evaluate(prompt, { temperature: 0 })) {
        if (ids.length === 0) first = performance.now();
        ids.push(token);
        if (ids.length >= maxTokens || model.isEogToken(token)) break;
      }
      const end = performance.now();
      return {
        tokens: ids.length,
        promptTokens: prompt.length,
        prefillTokens: prompt.length,
        firstTokenMs: first - start,
        prefillMs: first - start,
        decodeMs: end - first,
        decodedTokens: ids.length - 1,
        rounds: ids.length,
        accepted: 0,
        tested: 0,
        ids,
      };
    },
    async memory() {
      return undefined;
    },
    async close() {
      await context.dispose();
      await model.dispose();
      await llama.dispose();
    },
  };
}

/** The embedded model's chat template, which begins with a system turn of its own when the chat has none. */
function chatText(messages) {
  const system = {
    role: 'system',
    content: 'You are a helpful AI assistant named SmolLM, trained by Hugging Face',
  };
  const turns = messages[0]?.role === 'system' ? messages : [system, ...messages];
  const text = turns.map(turn => `<|im_start|>${turn.role}\n${turn.content}<|im_end|>\n`).join('');
  return `${text}<|im_start|>assistant\n`;
}
