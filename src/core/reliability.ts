/** Guesses of one tenth of confidence, 0…0.1 to 0.9…1. */
export interface ReliabilityBin {
  /** Guesses that were compared with what came. */
  readonly tested: number;
  /** How many of them were right. */
  readonly accepted: number;
  /** Sum of the confidences. */
  readonly confidence: number;
}

/** How sure guesses were and how often they came true, tenth by tenth of confidence: what a reliability curve is drawn from. */
export class Reliability {
  readonly #bins = Array.from({ length: 10 }, () => ({ tested: 0, accepted: 0, confidence: 0 }));

  /** Ten of them. */
  get bins(): readonly ReliabilityBin[] {
    return this.#bins;
  }

  record(confidence: number, right: boolean): void {
    const bin = this.#bins[Math.min(9, Math.floor(confidence * 10))];
    if (bin === undefined) return;
    bin.tested += 1;
    bin.accepted += right ? 1 : 0;
    bin.confidence += confidence;
  }
}

/** Mean difference of confidence and share right, over the tenths, weighted by their guesses: the expected calibration error. */
export function calibrationError(bins: readonly ReliabilityBin[]): number {
  const all = bins.reduce((sum, { tested }) => sum + tested, 0);
  const off = bins.reduce((sum, { confidence, accepted }) => sum + Math.abs(confidence - accepted), 0);
  return all === 0 ? 0 : off / all;
}
