/**
 * The engines behind one shape: `load()`, `run({messages, maxTokens, …})`, `memory()` (bytes its process grew by), `close()`.
 *
 * A run answers {tokens, promptTokens, prefillTokens, firstTokenMs, prefillMs, decodeMs, decodedTokens, rounds, accepted, tested, ids?}:
 * `prefillMs` is the time to read `prefillTokens` of the prompt, `firstTokenMs` the time until it is there, and
 * `decodeMs / decodedTokens` the time of a token after that.
 */
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { assetsFolder, largestGrowth, modelShards, peersInstalled, rendererMemory } from './lab.mjs';
import { openLlamaCpp } from './llama-cpp.mjs';

/** Threads every engine gets: all cores. */
export const threads = availableParallelism();

/**
 * An engine that lives in a page with `window.bench = {load, run}`.
 * @param {(page: import('@playwright/test').Page) => Promise<void>} [beforeLoad]
 */
async function openPage(lab, path, loadOptions, beforeLoad) {
  const before = await rendererMemory(lab.browser);
  const page = await lab.open(path);
  await beforeLoad?.(page);
  const info = await page.evaluate(options => window.bench.load(options), loadOptions);
  return {
    info,
    run: request => page.evaluate(value => window.bench.run(value), request),
    events: request => page.evaluate(value => window.bench.events(value), request),
    choose: request => page.evaluate(value => window.bench.choose(value), request),
    choiceMs: request => page.evaluate(value => window.bench.choiceMs(value), request),
    learn: request => page.evaluate(value => window.bench.learn(value), request),
    moved: () => page.evaluate(() => window.bench.moved()),
    memory: async () => largestGrowth(before, await rendererMemory(lab.browser)),
    close: () => page.close(),
  };
}

/**
 * The product itself: one page for all of its lanes, since they share the model.
 * @param onGpu told what there is of WebGPU before the model is loaded on it
 */
export const openProduct = (lab, backend = 'cpu', onGpu = () => {}) =>
  openPage(lab, 'bench.html', { backend }, async page => {
    if (backend === 'webgpu') onGpu(await page.evaluate(() => window.bench.gpu()));
  });

/**
 * transformers.js at the faster of its two data types. They take turns on one prompt, so that a busy moment does not
 * decide; the best of three short runs counts.
 * @returns the engine, with `info.trials`: milliseconds a token of each data type
 */
export async function openTransformers(lab, trialMessages) {
  const missing = ['model.onnx', 'model_quantized.onnx'].filter(
    file => !existsSync(join(assetsFolder, 'smollm2/onnx', file)),
  );
  if (missing.length > 0)
    throw new Skipped(`its models are missing (${missing.join(', ')}). Run: npm run bench:assets`);
  const candidates = [];
  for (const dtype of ['q8', 'fp32']) {
    const engine = await openPage(lab, 'peer-pages/transformers.html', { dtype, threads });
    await engine.run({ messages: trialMessages, maxTokens: 16 });
    candidates.push({ dtype, engine, msPerToken: Number.POSITIVE_INFINITY });
  }
  for (let turn = 0; turn < 3; turn++) {
    for (const candidate of candidates) {
      const { decodeMs, decodedTokens } = await candidate.engine.run({
        messages: trialMessages,
        maxTokens: 25,
      });
      candidate.msPerToken = Math.min(candidate.msPerToken, decodeMs / decodedTokens);
    }
  }
  candidates.sort((x, y) => x.msPerToken - y.msPerToken);
  const [best, ...others] = candidates;
  for (const { engine } of others) await engine.close();
  const trials = Object.fromEntries(candidates.map(({ dtype, msPerToken }) => [dtype, msPerToken]));
  return { ...best.engine, info: { ...best.engine.info, dtype: best.dtype, trials } };
}

export async function openWllama(lab) {
  if (!peersInstalled('@wllama/wllama')) throw new Skipped('it is not installed. Run: npm run bench:peers');
  return openPage(lab, 'peer-pages/wllama.html', { threads, shards: await modelShards() });
}

export async function openNative() {
  if (!peersInstalled('node-llama-cpp')) throw new Skipped('it is not installed. Run: npm run bench:peers');
  return openLlamaCpp(threads);
}

/** An engine that cannot take part, and why. */
export class Skipped extends Error {}
