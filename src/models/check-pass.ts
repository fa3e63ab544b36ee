/** What a model can take in one pass. */
interface PassLimits {
  readonly maxRows: number;
  readonly contextLength: number;
  readonly vocabularySize: number;
  /** Positions that hold what was fed. */
  readonly filled: number;
}

/** Checks the arguments of {@link LanguageModel.extend} for a model with one sequence. @throws RangeError naming what does not fit */
export function checkPass(tokens: readonly number[], at: number, rows: number, limits: PassLimits): void {
  const { maxRows, contextLength, vocabularySize, filled } = limits;
  const possible = Number.isInteger(rows) && rows >= 0 && rows <= tokens.length;
  if (tokens.length < 1 || tokens.length > maxRows || !possible) {
    throw new RangeError(`a pass takes 1 to ${maxRows} tokens, got ${tokens.length} (${rows} rows wanted)`);
  }
  if (!(Number.isInteger(at) && at >= 0 && at <= filled)) {
    throw new RangeError(`position ${at} is not one of 0 to ${filled}`);
  }
  if (at + tokens.length > contextLength) {
    throw new RangeError(`position ${at + tokens.length - 1} exceeds the context of ${contextLength}`);
  }
  for (const token of tokens) checkToken(token, vocabularySize);
}

/** @throws RangeError for a token outside the vocabulary */
export function checkToken(token: number, vocabularySize: number): void {
  if (!(Number.isInteger(token) && token >= 0 && token < vocabularySize)) {
    throw new RangeError(`token ${token} is outside the vocabulary of ${vocabularySize}`);
  }
}
