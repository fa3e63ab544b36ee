import { type CostModel, passMs } from './cost-model.ts';
import type { Drafter, GoOn, Proposal } from './drafter.ts';
import { OnlineCalibration } from './online-calibration.ts';
import type { Guess, TokenGuesser } from './token-guesser.ts';

export interface GuessDrafterOptions {
  /**
   * Share of what was learnt about the guessers that the next generation starts with, 0…1. Default 0.5. With 0 every
   * generation starts from the priors, so that the same request always drafts alike.
   */
  readonly carryOver: number;
  /**
   * Milliseconds of a pass of the target over 1, 2, … tokens, which decide where a guesser that costs something is asked.
   * Without it guesses have a cost in passes but none in milliseconds, and further tokens of a pass are taken to be free.
   */
  readonly targetMs: readonly number[];
}

/** {@link TokenGuesser.edge} where a guesser has none of its own: measured of the heads and small models along recorded outputs. */
const usualEdge = 0.2;
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

/** One token of a walk, and what each member guessed in its place. */
interface Step {
  readonly token: number;
  readonly guesses: readonly (Guess | undefined)[];
  /** What asking for them cost, in plain passes. */
  readonly cost: number;
}

/** The guesses behind one context; a proposal is the first few of them. */
interface Walk {
  /** Length of the context. */
  readonly at: number;
  readonly steps: Step[];
  /** Nobody had another guess. */
  ended: boolean;
  /** It went on while the target was busy. */
  prepared: boolean;
}

/**
 * Drafts with one or several guessers: for each token the most confident guess of all is proposed, and all go on from
 * there. Beside free guessers (n-gram tables) a dear one (a neural head) is asked only where its guess is worth its time.
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
  readonly #passes: CostModel | undefined;
  /** What its cheapest guesser costs, in plain passes. */
  readonly #leastCost: number;
  /** The last walk, which nothing was learnt from yet. */
  #walk: Walk | undefined;

  /** @throws RangeError without guessers, or for a share outside 0…1. */
  constructor(
    id: string,
    guessers: readonly TokenGuesser[],
    { carryOver = 0.5, targetMs }: Partial<GuessDrafterOptions> = {},
  ) {
    if (guessers.length === 0) throw new RangeError('a drafter needs at least one guesser');
    if (!(carryOver >= 0 && carryOver <= 1)) {
      throw new RangeError(`carryOver must lie in 0…1; got ${carryOver}`);
    }
    this.id = id;
    this.#passes = targetMs && { targetMs, draftMs: 0 };
    this.#leastCost = Math.min(...guessers.map(({ cost }) => cost));
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

  propose(context: readonly number[], limit: number, goOn: GoOn = () => true): Proposal {
    const steps = this.#learn(context).slice(0, limit);
    const walk: Walk = { at: context.length, steps, ended: false, prepared: false };
    for (const member of this.#members) this.#begin(member, context);
    for (const { token } of steps.slice(0, -1)) this.#advance(token);
    const confidences = steps.map(step => this.#confidence(step));
    const leastMs = this.#msOf(this.#leastCost);
    let spent = 0;
    while (steps.length < limit && (steps.length === 0 || goOn(confidences, leastMs))) {
      const step = this.#extend(walk, confidences);
      if (step === undefined) break;
      spent += step.cost;
      confidences.push(this.#confidence(step));
    }
    this.#walk = walk;
    const spentMs = this.#msOf(spent);
    return {
      tokens: steps.map(({ token }) => token),
      confidences,
      ...(spentMs !== undefined && { spentMs }),
    };
  }

  /** Pays only where guesses take time and come from the text alone; else nothing is done. */
  prepare(proposal: Proposal, limit: number, goOn: GoOn): void {
    const walk = this.#walk;
    const dear = this.#members.some(({ guesser, begun }) => begun && guesser.cost > 0);
    if (walk === undefined || !dear || this.#members.some(({ guesser }) => guesser.needsTarget)) return;
    walk.prepared = true;
    // The target's own token comes first; what the next proposal may hold is behind it.
    const first = proposal.tokens.length + 1;
    const confidences = walk.steps.slice(first).map(step => this.#confidence(step));
    const leastMs = this.#msOf(this.#leastCost);
    while (walk.steps.length < first + limit && goOn(confidences, leastMs)) {
      const step = this.#extend(walk, confidences);
      if (step === undefined) break;
      if (walk.steps.length > first) confidences.push(this.#confidence(step));
    }
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
    this.#walk = undefined;
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

  #advance(token: number): void {
    for (const { guesser, begun } of this.#members) if (begun) guesser.advance(token);
  }

  /** Plain passes in milliseconds; undefined where nobody said what passes take. */
  #msOf(passes: number): number | undefined {
    return this.#passes && passes * passMs(this.#passes, 1);
  }

  /** Guesses one more token of a walk, behind a proposal of these confidences; undefined where nobody has a guess. */
  #extend(walk: Walk, confidences: readonly number[]): Step | undefined {
    if (walk.ended) return undefined;
    const last = walk.steps.at(-1);
    if (last !== undefined) this.#advance(last.token);
    const step = this.#step(confidences);
    if (step === undefined) walk.ended = true;
    else walk.steps.push(step);
    return step;
  }

  /** The members' guesses for the next token, and the most confident of them. On a tie the cheaper member wins. */
  #step(confidences: readonly number[]): Step | undefined {
    const guesses: (Guess | undefined)[] = [];
    let token: number | undefined;
    let [confidence, cost] = [0, 0];
    for (const { guesser, calibration, begun } of this.#members) {
      const asked = begun && this.#isWorthAsking(guesser, confidence, confidences);
      const guess = asked ? guesser.guess() : undefined;
      if (asked) cost += guesser.cost;
      guesses.push(guess);
      if (guess === undefined) continue;
      const estimate = calibration.estimate(guess.bucket);
      if (estimate > confidence) [token, confidence] = [guess.token, estimate];
    }
    return token === undefined ? undefined : { token, guesses, cost };
  }

  /**
   * Whether a guess is expected to bring more tokens than its time is worth. Where it raises the confidence of the next token from c
   * to c', the round gains reach · (c' − max(c, bar)) tokens; reach = the probability that the tokens before are kept, bar = the
   * confidence from which one more token of the pass pays. That gain is taken as reach · edge · (1 − max(c, bar))².
   * @param c confidence of the best guess so far
   * @param before confidences of the tokens before it
   */
  #isWorthAsking({ cost, edge = usualEdge }: TokenGuesser, c: number, before: readonly number[]): boolean {
    if (cost === 0 || this.#leastCost > 0) return true;
    const reach = before.reduce((product, confidence) => product * confidence, 1);
    const bar = Math.min(1, this.#rowShare(before.length + 1) / reach);
    return reach * edge * (1 - Math.max(c, bar)) ** 2 > cost;
  }

  /** What the `k`-th proposed token adds to the target's pass, in plain passes. */
  #rowShare(k: number): number {
    const passes = this.#passes;
    return passes === undefined ? 0 : (passMs(passes, k + 1) - passMs(passes, k)) / passMs(passes, 1);
  }

  /** How sure the members are of a step's token, by what they have learnt until now. */
  #confidence({ token, guesses }: Step): number {
    const estimates = this.#members.map(({ calibration }, m) => {
      const guess = guesses[m];
      return guess?.token === token ? calibration.estimate(guess.bucket) : 0;
    });
    return Math.max(...estimates);
  }

  /**
   * Compares the last walk's guesses with the tokens that came in their place, up to the first difference.
   * @returns the steps behind `context`, if everything before them came true and they were prepared; otherwise the text
   * as it is now is the better start
   */
  #learn(context: readonly number[]): Step[] {
    const walk = this.#walk;
    this.#walk = undefined;
    if (walk === undefined) return [];
    for (const [i, { token, guesses }] of walk.steps.entries()) {
      const actual = context[walk.at + i];
      if (actual === undefined) return walk.prepared ? walk.steps.slice(i) : [];
      for (const [m, guess] of guesses.entries()) {
        if (guess !== undefined) this.#members[m]?.calibration.record(guess.bucket, guess.token === actual);
      }
      if (token !== actual) return [];
    }
    return [];
  }
}
