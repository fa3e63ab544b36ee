import type { Drafter, Proposal } from '../drafter.ts';
import { createHedge, type Hedge } from './hedge.ts';
import { drawIndex, type Random } from './random.ts';

/**
 * Chooses among drafters anew in every round, by {@link createHedge}: the nearest rival of both a policy for each prompt and a
 * drafter that takes the surest guess for each token (guess-drafter.ts). All drafters propose in every round, so it only
 * makes sense where proposing is free.
 *
 * What a drafter would have gained is read from the text that came: the share of `limit` tokens it guessed before its first error.
 */
export class HedgeDrafter implements Drafter {
  readonly id: string;
  readonly #drafters: readonly Drafter[];
  readonly #eta: number;
  readonly #random: Random;
  #hedge: Hedge;
  #pending:
    | { readonly at: number; readonly limit: number; readonly proposals: readonly Proposal[] }
    | undefined;

  /** @throws RangeError for η that is not positive, or without drafters */
  constructor(id: string, drafters: readonly Drafter[], eta: number, random: Random) {
    if (drafters.length === 0) throw new RangeError('Hedge needs at least one drafter');
    this.id = id;
    this.#drafters = drafters;
    this.#eta = eta;
    this.#random = random;
    this.#hedge = createHedge(drafters.length, eta);
  }

  async propose(
    context: readonly number[],
    limit: number,
    goOn?: (confidences: readonly number[]) => boolean,
  ): Promise<Proposal> {
    this.#learn(context);
    const proposals = await Promise.all(this.#drafters.map(each => each.propose(context, limit, goOn)));
    this.#pending = { at: context.length, limit, proposals };
    return proposals[drawIndex(this.#hedge.shares(), this.#random)] ?? { tokens: [], confidences: [] };
  }

  reset(): void {
    this.#hedge = createHedge(this.#drafters.length, this.#eta);
    this.#pending = undefined;
    for (const drafter of this.#drafters) drafter.reset?.();
  }

  #learn(context: readonly number[]): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending === undefined || pending.limit === 0) return;
    this.#hedge.learn(
      pending.proposals.map(({ tokens }) => {
        const wrong = tokens.findIndex((token, i) => token !== context[pending.at + i]);
        return (wrong === -1 ? tokens.length : wrong) / pending.limit;
      }),
    );
  }
}
