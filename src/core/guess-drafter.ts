import type { Drafter, Proposal } from './drafter.ts';
import { OnlineCalibration } from './online-calibration.ts';
import type { Guess, TokenGuesser } from './token-guesser.ts';

export interface GuessDrafterOptions {
  /**
   * Share of what was learnt about the guessers that the next generation starts with, 0…1. Default 0.5. With 0 every
   * generation starts from the priors, so that the same request always drafts alike.
   */
  readonly carryOver: number;
}

/**
 * A guess that stands above this is taken without asking the guessers that cost more. Measured along recorded outputs: below it, a
 * head's guess is better often enough to pay for itself.
 */
const sure = 0.45;
/** A guesser that costs something and was of no use this often in a row is asked less often. */
const patience = 6;
/** … but at least every so many rounds. */
const longestPause = 8;

/** A guesser and what is known of it here. */
interface Member {
  readonly guesser: TokenGuesser;
  readonly calibration: OnlineCalibration;
  /** Rounds in a row that it was asked in vain, and rounds left until it is asked again. */
  idle: number;
  pause: number;
  begun: boolean;
}

/** One token of a proposal, and what each member guessed in its place. */
interface Step {
  readonly token: number;
  readonly guesses: readonly (Guess | undefined)[];
}

/**
 * Drafts with one or several guessers: for each token the most confident guess of all is proposed, and all go on from
 * there. Where a free guesser (an n-gram table) is sure, a dear one (a neural head) is not asked.
 *
 * It learns from the text alone: whatever was guessed is compared with what came in its place, also where a proposal was
 * cut short or never tested. That is the same event as being kept by the target; when sampling, too, where a guess x
 * is kept with probability p(x), the probability that the target samples x.
 *
 * Proposals are deterministic: they carry no distributions, q is a point mass.
 */
export class GuessDrafter implements Drafter {
  readonly id: string;
  readonly #members: readonly Member[];
  #pending: { readonly at: number; readonly steps: readonly Step[] } | undefined;

  /** @throws RangeError without guessers, or for a share outside 0…1. */
  constructor(
    id: string,
    guessers: readonly TokenGuesser[],
    { carryOver = 0.5 }: Partial<GuessDrafterOptions> = {},
  ) {
    if (guessers.length === 0) throw new RangeError('a drafter needs at least one guesser');
    if (!(carryOver >= 0 && carryOver <= 1)) {
      throw new RangeError(`carryOver must lie in 0…1; got ${carryOver}`);
    }
    this.id = id;
    this.#members = [...guessers]
      .sort((a, b) => a.cost - b.cost)
      .map(guesser => ({
        guesser,
        calibration: new OnlineCalibration(guesser.priors, carryOver),
        idle: 0,
        pause: 0,
        begun: false,
      }));
  }

  propose(
    context: readonly number[],
    limit: number,
    goOn: (confidences: readonly number[]) => boolean = () => true,
  ): Proposal {
    this.#learn(context);
    for (const member of this.#members) this.#begin(member, context);
    const tokens: number[] = [];
    const confidences: number[] = [];
    const steps: Step[] = [];
    while (tokens.length < limit) {
      const { step, confidence } = this.#step();
      if (step === undefined) break;
      steps.push(step);
      tokens.push(step.token);
      confidences.push(confidence);
      if (tokens.length === limit || !goOn(confidences)) break;
      for (const { guesser, begun } of this.#members) if (begun) guesser.advance(step.token);
    }
    this.#pending = { at: context.length, steps };
    return { tokens, confidences };
  }

  /** Whether a member that costs something earned its keep: a round without any proposal had no use for it. */
  observe(proposal: Proposal): void {
    for (const member of this.#members) {
      if (!member.begun) continue;
      member.idle = proposal.tokens.length > 0 ? 0 : member.idle + 1;
      if (member.idle >= patience) member.pause = Math.min(longestPause, member.idle - patience + 1);
    }
  }

  reset(): void {
    this.#pending = undefined;
    for (const member of this.#members) {
      member.calibration.startGeneration();
      member.guesser.reset?.();
      member.idle = 0;
      member.pause = 0;
    }
  }

  /** Starts a member, unless it costs something and is on pause. */
  #begin(member: Member, context: readonly number[]): void {
    member.begun = member.guesser.cost === 0 || member.pause === 0;
    if (member.begun) member.guesser.begin(context);
    else member.pause -= 1;
  }

  /** The members' guesses for the next token, and the most confident of them. On a tie the cheaper member wins. */
  #step(): { step: Step | undefined; confidence: number } {
    const guesses: (Guess | undefined)[] = [];
    let token: number | undefined;
    let confidence = 0;
    for (const { guesser, calibration, begun } of this.#members) {
      const asked = begun && (guesser.cost === 0 || confidence < sure);
      const guess = asked ? guesser.guess() : undefined;
      guesses.push(guess);
      if (guess === undefined) continue;
      const estimate = calibration.estimate(guess.bucket);
      if (estimate > confidence) [token, confidence] = [guess.token, estimate];
    }
    return { step: token === undefined ? undefined : { token, guesses }, confidence };
  }

  /** Compares the last proposal's guesses with the tokens that came in their place, up to the first difference. */
  #learn(context: readonly number[]): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending === undefined) return;
    for (const [i, { token, guesses }] of pending.steps.entries()) {
      const actual = context[pending.at + i];
      if (actual === undefined) return;
      for (const [m, guess] of guesses.entries()) {
        if (guess !== undefined) this.#members[m]?.calibration.record(guess.bucket, guess.token === actual);
      }
      if (token !== actual) return;
    }
  }
}
