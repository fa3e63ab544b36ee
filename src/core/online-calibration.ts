/**
 * Corrects a guesser's priors by what came true in this text: confidence = σ(logit(prior) + shift).
 *
 * One number for all buckets is learnt fast, and it says what differs from text to text: whether this one goes the way
 * the guesser knows. The shift has a normal prior of mean 0 and variance 1; each outcome moves it by one Newton step
 * on the log-likelihood, (right − p) / (1 + Σ p(1 − p)), and old outcomes fade, so that it follows the text.
 */
export class OnlineCalibration {
  readonly #logits: readonly number[];
  readonly #carryOver: number;
  #shift = 0;
  /** Information gathered so far: Σ p(1 − p), faded. */
  #information = 0;

  /**
   * @param priors probability of being right for each bucket; those at or beyond 0 and 1 are moved just inside
   * @param carryOver share of the shift, 0…1, that {@link OnlineCalibration.startGeneration} keeps
   */
  constructor(priors: readonly number[], carryOver: number) {
    this.#logits = priors.map(prior => {
      const inside = Math.min(0.999, Math.max(0.001, prior));
      return Math.log(inside / (1 - inside));
    });
    this.#carryOver = carryOver;
  }

  /** Probability that a guess of this bucket is right here, inside (0, 1); 0 for a bucket that does not exist. */
  estimate(bucket: number): number {
    const logit = this.#logits[bucket];
    return logit === undefined ? 0 : 1 / (1 + Math.exp(-logit - this.#shift));
  }

  /** Learns one outcome. */
  record(bucket: number, right: boolean): void {
    if (this.#logits[bucket] === undefined) return;
    const p = this.estimate(bucket);
    this.#information = this.#information * memory + p * (1 - p);
    const step = ((right ? 1 : 0) - p) / (1 + this.#information);
    this.#shift = Math.min(mostShift, Math.max(-mostShift, this.#shift + step));
  }

  /** The next text may be of another kind: only a share of the shift stays. */
  startGeneration(): void {
    this.#shift *= this.#carryOver;
    this.#information *= this.#carryOver;
  }
}

/** What an outcome counts for one outcome later: a window of some forty. */
const memory = 0.975;
/** A shift of 3 turns a prior of 0.5 into 0.95; more than that no text is trusted or distrusted. */
const mostShift = 3;
