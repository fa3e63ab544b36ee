import type { RoundEvent } from '../src/core/decode-event.ts';
import { plainPass } from '../src/core/metrics.ts';
import type { GenerateEvent } from '../src/engine/engine.ts';

/** Times are the page's own, from the call to the moment an event arrives, in milliseconds. */
export interface RunResult {
  readonly tokens: number;
  readonly promptTokens: number;
  readonly prefillTokens: number;
  readonly reusedTokens: number;
  readonly firstTokenMs: number;
  readonly prefillMs: number;
  readonly decodeMs: number;
  readonly decodedTokens: number;
  readonly rounds: number;
  readonly accepted: number;
  readonly tested: number;
  readonly ids: readonly number[];
  readonly text: string;
  readonly reason: string;
  /** What a pass of the target alone took at the time, see `plainPass`. */
  readonly plainMs: number;
}

/**
 * Reads a generation to its end.
 * @param events of a generation that begins now
 * @param targetMs what passes of the target cost when it was loaded
 * @throws AbortError when it was cancelled: half a run is no measurement
 */
export async function measure(
  events: AsyncIterable<GenerateEvent>,
  targetMs: readonly number[],
): Promise<RunResult> {
  const ids: number[] = [];
  const passes: RoundEvent[] = [];
  let text = '';
  let [prefillMs, firstTokenMs, totalMs] = [0, 0, 0];
  let [promptTokens, reusedTokens, rounds, accepted, tested] = [0, 0, 0, 0, 0];
  let reason = '';
  const start = performance.now();
  for await (const event of events) {
    const now = performance.now() - start;
    switch (event.type) {
      case 'prefill':
        prefillMs = now;
        ({ promptTokens, reusedTokens } = event);
        break;
      case 'round':
        if (rounds === 0) firstTokenMs = now;
        totalMs = now;
        rounds++;
        passes.push(event);
        // Tokens behind the stop condition do not count (docs/method.md).
        accepted += Math.min(event.accepted, event.emitted.length);
        tested += Math.min(event.tested, event.emitted.length);
        for (const { token } of event.emitted) ids.push(token);
        text += event.text;
        break;
      case 'done':
        text += event.text;
        reason = event.reason;
        break;
    }
  }
  if (reason === 'cancelled') throw new DOMException('The run was stopped.', 'AbortError');
  return {
    tokens: ids.length,
    promptTokens,
    // The last prompt token belongs to the pass that decides the first output token.
    prefillTokens: promptTokens - 1 - reusedTokens,
    reusedTokens,
    firstTokenMs,
    prefillMs,
    decodeMs: totalMs - prefillMs,
    // The end of the text is a token too: a pass decided it, though it is not part of the output.
    decodedTokens: ids.length + (reason === 'eos' ? 1 : 0),
    rounds,
    accepted,
    tested,
    ids,
    text,
    reason,
    plainMs: plainPass(passes, targetMs) ?? targetMs[0] ?? 0,
  };
}
