import { writeFileSync } from 'node:fs';
import { type StatefulModel, textStates } from '../../src/models/output-states.ts';
import { loadTarget } from '../dataset/generate.ts';
import { readOutputs } from '../dataset/outputs.ts';

/** The mean over a prompt's tokens of the target's last hidden state, normalised as its head reads it: shape `[width]`. */
export async function pooledState(model: StatefulModel, prompt: readonly number[]): Promise<Float64Array> {
  const { width } = model.config;
  const mean = new Float64Array(width);
  const states = await textStates(model, prompt, 0);
  for (const [at, value] of states.entries()) {
    mean[at % width] = (mean[at % width] ?? 0) + value / prompt.length;
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
  const lines: string[] = [];
  for (const { id, prompt } of readOutputs(outputs)) {
    const state = Array.from(await pooledState(model, prompt), value => Number(value.toFixed(4)));
    lines.push(`${JSON.stringify({ id, state })}\n`);
    if (lines.length % 200 === 0) log(`${lines.length} prompts`);
  }
  writeFileSync(out, lines.join(''));
}
