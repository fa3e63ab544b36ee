import { chooseDraftLength, passMs } from '../../../src/core/cost-model.ts';
import { calibrationError, Reliability } from '../../../src/core/reliability.ts';
import type { TokenGuesser } from '../../../src/core/token-guesser.ts';
import type { Output } from './outputs.ts';

/** Milliseconds of a pass of the embedded target over 1…8 tokens, measured on our CPU engine. */
export const measuredCost = { targetMs: [6.6, 8, 10, 11.2, 13.4, 14.9, 16.8, 18.8], draftMs: 0 };
const maxDraft = measuredCost.targetMs.length - 1;

export interface Report {
  readonly tokens: number;
  /** Share of the tokens that were guessed right, each after the target's own text. */
  readonly agreement: number;
  /** Tenths of confidence: how many guesses, their mean confidence, and the share that was right. */
  readonly deciles: readonly {
    readonly guesses: number;
    readonly confidence: number;
    readonly accuracy: number;
  }[];
  /** Mean gap between confidence and accuracy over the tenths, weighted by guesses. */
  readonly calibrationError: number;
  /** Time of plain passes over time with drafts of the length that the confidences make best, by the measured costs. */
  readonly speedUp: number;
  readonly meanAccepted: number;
}

/** Sums over outputs; reports what they come to. */
export class Evaluation {
  readonly tried: Float64Array;
  readonly hit: Float64Array;
  readonly #guesser: TokenGuesser;
  readonly #reliability = new Reliability();
  #tokens = 0;
  #right = 0;
  #ms = 0;
  #rounds = 0;

  constructor(guesser: TokenGuesser) {
    this.#guesser = guesser;
    this.tried = new Float64Array(guesser.priors.length);
    this.hit = new Float64Array(guesser.priors.length);
  }

  /** Guesses every token of one output, and drafts it in rounds. */
  add(output: Output): void {
    this.agree(output);
    this.#draft([...output.prompt, ...output.tokens], output.prompt.length);
  }

  report(): Report {
    const { bins } = this.#reliability;
    const deciles = bins
      .filter(({ tested }) => tested > 0)
      .map(({ tested, accepted, confidence }) => ({
        guesses: tested,
        confidence: confidence / tested,
        accuracy: accepted / tested,
      }));
    return {
      tokens: this.#tokens,
      agreement: this.#right / this.#tokens,
      deciles,
      calibrationError: calibrationError(bins),
      speedUp: (this.#tokens * passMs(measuredCost, 1)) / this.#ms,
      meanAccepted: this.#tokens / this.#rounds,
    };
  }

  /** Guesses every token of one output, without drafting. */
  agree({ prompt, tokens }: Output): void {
    const guesser = this.#guesser;
    guesser.begin(prompt);
    for (const actual of tokens) {
      const guess = guesser.guess();
      this.#tokens++;
      if (guess !== undefined) {
        const right = guess.token === actual;
        const confidence = guesser.priors[guess.bucket] ?? 0;
        if (right) this.#right++;
        this.tried[guess.bucket] = (this.tried[guess.bucket] ?? 0) + 1;
        this.hit[guess.bucket] = (this.hit[guess.bucket] ?? 0) + (right ? 1 : 0);
        this.#reliability.record(confidence, right);
      }
      guesser.advance(actual);
    }
  }

  #draft(text: readonly number[], from: number): void {
    for (let at = from; at < text.length; ) {
      this.#guesser.begin(text.slice(0, at));
      const tokens: number[] = [];
      const confidences: number[] = [];
      for (let guess = this.#guesser.guess(); guess !== undefined; guess = this.#guesser.guess()) {
        tokens.push(guess.token);
        confidences.push(this.#guesser.priors[guess.bucket] ?? 0);
        if (tokens.length === maxDraft) break;
        this.#guesser.advance(guess.token);
      }
      const length = chooseDraftLength(confidences, measuredCost, maxDraft);
      let accepted = 0;
      while (accepted < length && tokens[accepted] === text[at + accepted]) accepted++;
      this.#ms += passMs(measuredCost, length + 1);
      this.#rounds++;
      // The last token may come without a token of the target's own behind it.
      at += Math.min(accepted + 1, text.length - at);
    }
  }
}
