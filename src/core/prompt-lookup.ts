import { GuessDrafter, type GuessDrafterOptions } from './guess-drafter.ts';
import { LookupGuesser, type LookupOptions } from './lookup-guesser.ts';

/** The drafter that copies from prompt and output, see {@link LookupGuesser}. @throws RangeError for unusable options. */
export function promptLookup(options: Partial<LookupOptions & GuessDrafterOptions> = {}): GuessDrafter {
  return new GuessDrafter('prompt-lookup', [new LookupGuesser(options)], options);
}
