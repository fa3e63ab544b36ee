/** A prompt of a benchmark. */
export interface Prompt {
  readonly id: string;
  readonly category: string;
  readonly prompt: string;
}

/** Reads lines of JSON, naming the line that is wrong. */
export function parsePrompts(text: string, name: string): Prompt[];
/** The first `limit` prompts when categories take turns, in the order of the file. */
export function limitPrompts(prompts: readonly Prompt[], limit: number): readonly Prompt[];
