// Usage: node build.mjs REPOSITORY (see README.md).
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import { chats, longTexts, texts } from './texts.mjs';

const [repository] = process.argv.slice(2);
if (repository === undefined) throw new Error('usage: node build.mjs REPOSITORY');
const shards = join(repository, 'public/models/smollm2-135m-instruct');
const manifest = JSON.parse(readFileSync(join(shards, 'manifest.json'), 'utf8'));
const version = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')).dependencies[
  'node-llama-cpp'
];

/** SmolLM2's chat format, written out by hand. */
function render({ messages, addGenerationPrompt }) {
  const preamble = 'You are a helpful AI assistant named SmolLM, trained by Hugging Face';
  const all = messages[0].role === 'system' ? messages : [{ role: 'system', content: preamble }, ...messages];
  const turns = all.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`);
  return turns.join('') + (addGenerationPrompt ? '<|im_start|>assistant\n' : '');
}

const scratch = mkdtempSync(join(tmpdir(), 'tokenizer-golden-'));
try {
  const modelPath = join(scratch, 'model.gguf');
  writeFileSync(
    modelPath,
    Buffer.concat(manifest.shards.map(shard => readFileSync(join(shards, shard.file)))),
  );
  const llama = await getLlama({
    gpu: false,
    build: 'never',
    skipDownload: true,
    logLevel: LlamaLogLevel.error,
  });
  const model = await llama.loadModel({ modelPath, vocabOnly: true });
  const golden = {
    madeWith: `node-llama-cpp ${version}, llama.cpp ${llama.llamaCppRelease.release}`,
    modelSha256: manifest.sha256,
    texts: texts.map(text => ({ text, ids: [...model.tokenize(text, false)] })),
    longTexts: longTexts.map(({ unit, times }) => {
      const ids = Int32Array.from(model.tokenize(unit.repeat(times), false));
      return { unit, times, count: ids.length, sha256: createHash('sha256').update(ids).digest('hex') };
    }),
    chats: chats.map(chat => ({ ...chat, ids: [...model.tokenize(render(chat), true)] })),
  };
  writeFileSync(join(repository, 'src/models/tokenizer-golden.json'), `${JSON.stringify(golden)}\n`);
  console.log(
    `${golden.texts.length} texts, ${golden.longTexts.length} long texts, ${golden.chats.length} chats`,
  );
  await model.dispose();
  await llama.dispose();
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
