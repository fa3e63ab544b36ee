import type { Split } from '../../core/offline-dataset.ts';
import type { AlignmentKind } from '../../core/reward.ts';

/** How the alignment f may be measured, in words. */
export const alignmentWords: Readonly<
  Record<AlignmentKind, { readonly name: string; readonly about: string }>
> = {
  'rouge-l': { name: 'ROUGE-L', about: 'longest common run of tokens, gaps allowed' },
  'rouge-1': { name: 'ROUGE-1', about: 'tokens in common' },
  'rouge-2': { name: 'ROUGE-2', about: 'pairs of tokens in common' },
  prefix: { name: 'Same beginning', about: 'how far both texts go together' },
  agreement: { name: 'Next token', about: 'how often the draft guesses the target’s next token' },
};

export const splitNames: Readonly<Record<Split, string>> = {
  train: 'Training',
  'held-out': 'Held out',
  paraphrased: 'Paraphrased',
  'new-kind': 'New kinds',
};

export const splitAbout: Readonly<Record<Split, string>> = {
  train: 'what policies learn from',
  'held-out': 'prompts of the same kinds that no policy has seen',
  paraphrased: 'held-out prompts in other words',
  'new-kind': 'kinds of prompt that were not in training',
};

/** `1.24×`. */
export function times(value: number): string {
  return `${value.toFixed(2)}×`;
}

/** `93.4%`. */
export function share(value: number): string {
  return `${(value * 100).toFixed(1)}%`;
}

/** Three places, as rewards need. */
export function thousandths(value: number): string {
  return places(value, 3);
}

export function twoPlaces(value: number): string {
  return places(value, 2);
}

/** With a true minus sign, and none before a zero. */
function places(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return Number(text) === 0 ? text.replace('-', '') : text.replace('-', '−');
}
