import type { RecordedText } from '../core/dataset-row.ts';
import type { LanguageModel } from '../core/language-model.ts';
import type { HiddenStates } from './draft-head.ts';

/** A model whose passes leave hidden states. */
export type StatefulModel = LanguageModel & HiddenStates & { readonly config: { readonly width: number } };

/**
 * The target's hidden states along a text that it wrote, from passes over prompt and output: f32 `[tokens][width]`, the first of the
 * prompt's last token. The model's cache holds the text afterwards.
 */
export function outputStates(
  model: StatefulModel,
  { prompt, tokens }: RecordedText,
): Promise<Float32Array<ArrayBuffer>> {
  return textStates(model, [...prompt, ...tokens.slice(0, -1)], prompt.length - 1);
}

/** The states of the tokens of a text from position `first` on: f32 `[text.length - first][width]`. The cache holds the text afterwards. */
export async function textStates(
  model: StatefulModel,
  text: readonly number[],
  first: number,
): Promise<Float32Array<ArrayBuffer>> {
  const { width } = model.config;
  const states = new Float32Array((text.length - first) * width);
  for (let at = 0; at < text.length; at += model.maxRows) {
    const chunk = text.slice(at, at + model.maxRows);
    await model.extend(chunk, at, { rows: chunk.length, logits: false });
    for (let position = Math.max(at, first); position < at + chunk.length; position++) {
      states.set(model.hiddenAt(position) ?? [], (position - first) * width);
    }
  }
  return states;
}
