/** How the next token is chosen. `temperature` 0 is greedy and ignores the rest. */
export interface SamplingOptions {
  /** Divides the logits; 0 means greedy. */
  readonly temperature: number;
  /** Keep only the k most likely tokens; 0 keeps all. */
  readonly topK: number;
  /** Keep the smallest set of tokens whose probability reaches this share; 1 keeps all. */
  readonly topP: number;
  /** Seed of the run's random numbers (unsigned 32 bit). */
  readonly seed: number;
}

export const greedy: SamplingOptions = { temperature: 0, topK: 0, topP: 1, seed: 0 };
