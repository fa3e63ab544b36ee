import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import type { LanguageModel } from '../../src/core/language-model.ts';
import type { HiddenStates } from '../../src/models/draft-head.ts';
import { loadTarget } from '../dataset/generate.ts';
import { readOutputs } from '../dataset/outputs.ts';

/** The mean over a prompt's tokens of the target's last hidden state, normalised as its head reads it: shape `[width]`. */
export async function pooledState(
  model: LanguageModel & HiddenStates & { readonly config: { readonly width: number } },
  prompt: readonly number[],
): Promise<Float64Array> {
  const mean = new Float64Array(model.config.width);
  for (let at = 0; at < prompt.length; at += model.maxRows) {
    const chunk = prompt.slice(at, at + model.maxRows);
    // States are kept of the rows that are asked for.
    await model.extend(chunk, at, { rows: chunk.length, logits: false });
    for (let position = at; position < at + chunk.length; position++) {
      const state = model.hiddenAt(position) ?? [];
      for (const [i, value] of state.entries()) mean[i] = (mean[i] ?? 0) + value / prompt.length;
    }
  }
  return mean;
}

/**
 * Writes a line `{"id", "state"}` for the prompt of each recorded output.
 * @param kernels the build of the kernels that reads them
 */
export async function writeStates(
  kernels: string,
  outputs: readonly string[],
  out: string,
  log: (line: string) => void,
): Promise<void> {
  const { model } = await loadTarget(kernels, 1);
  const stream = createWriteStream(out);
  let written = 0;
  for (const { id, prompt } of readOutputs(outputs)) {
    const state = Array.from(await pooledState(model, prompt), value => Number(value.toFixed(4)));
    stream.write(`${JSON.stringify({ id, state })}\n`);
    written += 1;
    if (written % 200 === 0) log(`${written} prompts`);
  }
  stream.end();
  await finished(stream);
}
