import { agreementClasses, LookupGuesser } from '../../src/core/lookup-guesser.ts';
import { readOutputs } from './outputs.ts';

/**
 * How often a copied token is right, by class of agreement: the priors of src/core/lookup-guesser.ts. At every position of
 * every output the guesser is asked for one token.
 */
export function lookupPriors(files: readonly string[]): string[] {
  const right = agreementClasses.map(() => 0);
  const asked = agreementClasses.map(() => 0);
  for (const { prompt, tokens } of readOutputs(files)) {
    const text = [...prompt];
    const guesser = new LookupGuesser();
    for (const token of tokens) {
      guesser.begin(text);
      const guess = guesser.guess();
      if (guess !== undefined) {
        asked[guess.bucket] = (asked[guess.bucket] ?? 0) + 1;
        if (guess.token === token) right[guess.bucket] = (right[guess.bucket] ?? 0) + 1;
      }
      text.push(token);
    }
  }
  return agreementClasses.map(({ from }, i) => {
    const share = (right[i] ?? 0) / Math.max(1, asked[i] ?? 0);
    return `agreement from ${from}: right ${share.toFixed(3)} of ${asked[i]}`;
  });
}
