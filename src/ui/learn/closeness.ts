/** The numbers a question can be answered with. */
export interface NumberRange {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly format: (value: number) => string;
}

/** Whether a guess is near enough to count as right: within a tenth of the range. */
export function isClose(
  guess: number,
  right: number,
  { min, max }: Pick<NumberRange, 'min' | 'max'>,
): boolean {
  return Math.abs(guess - right) <= (max - min) / 10;
}
