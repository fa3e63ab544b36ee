/** Speeds over all prompts together, relative to the target alone. */
export interface Totals {
  readonly targetOnly: 1;
  readonly policy: number;
  readonly fixed: Readonly<Record<string, number>>;
  readonly bestFixed: string;
  readonly oracle: number;
  /** Present where every arm ran several times. */
  readonly repeatableOracle?: number;
  readonly byCategory: Readonly<
    Record<string, Pick<Totals, 'policy' | 'oracle' | 'bestFixed'> & { readonly bestFixedSpeed: number }>
  >;
}

/** The totals in words, a line each. */
export function totalsText(totals: Totals): string;
