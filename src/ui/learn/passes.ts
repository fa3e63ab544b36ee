/** What reading the weights costs. */

/** A model's weights and the memory they come from. */
export interface Reading {
  readonly weightBytes: number;
  /** Bytes a second that the memory delivers. */
  readonly bandwidth: number;
}

/** Passes that `tokens` take when every pass yields `perPass` of them. */
export function passesFor(tokens: number, perPass: number): number {
  return Math.ceil(tokens / perPass);
}

/** The least time that reading the weights takes, in seconds. Arithmetic, which overlaps with it, is left out. */
export function readingSeconds(passes: number, { weightBytes, bandwidth }: Reading): number {
  return (passes * weightBytes) / bandwidth;
}

/** `98 MB`, `9.8 GB`: two or three digits are enough to compare. */
export function bytes(count: number): string {
  const [value, unit] = count >= 1e9 ? [count / 1e9, 'GB'] : [count / 1e6, 'MB'];
  return `${value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en')} ${unit}`;
}
