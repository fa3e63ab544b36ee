import type { PrefillEvent } from '../core/decode-event.ts';
import { plainPass, type RunSummary, summarise } from '../core/metrics.ts';
import type { GenerateEvent, GenerateRequest } from '../engine/engine.ts';
import { type TextRound, type TokenPiece, tokenPieces } from './token-pieces.ts';

/** A round with its place on the run's clock, which starts when the prompt has been read. */
export interface RoundView {
  readonly round: TextRound;
  readonly startMs: number;
  readonly endMs: number;
  readonly pieces: readonly TokenPiece[];
}

/** One generation as the page knows it: the events so far and what follows from them. Never changed in place. */
export interface RunView {
  readonly request: GenerateRequest;
  /** All events so far, in order. */
  readonly events: readonly GenerateEvent[];
  readonly prefill: PrefillEvent | undefined;
  readonly rounds: readonly RoundView[];
  readonly done: Extract<GenerateEvent, { type: 'done' }> | undefined;
}

/** A run before its first event. */
export function emptyRun(request: GenerateRequest): RunView {
  return { request, events: [], prefill: undefined, rounds: [], done: undefined };
}

/** The run with further events at its end. */
export function appendEvents(run: RunView, events: readonly GenerateEvent[]): RunView {
  let { prefill, done } = run;
  const rounds = [...run.rounds];
  for (const event of events) {
    switch (event.type) {
      case 'prefill':
        prefill = event;
        break;
      case 'round': {
        const startMs = rounds.at(-1)?.endMs ?? 0;
        const endMs = startMs + event.draftMs + event.verifyMs + event.overheadMs;
        rounds.push({ round: event, startMs, endMs, pieces: tokenPieces(event) });
        break;
      }
      case 'done':
        done = event;
        break;
    }
  }
  return { request: run.request, events: [...run.events, ...events], prefill, rounds, done };
}

/** Length of the run on its clock, milliseconds. */
export function runMs(run: RunView): number {
  return run.rounds.at(-1)?.endMs ?? 0;
}

/** Number of rounds that have ended at `ms` on the run's clock; null means all. */
export function roundsAt(run: RunView, ms: number | null): number {
  if (ms === null) return run.rounds.length;
  let low = 0;
  let high = run.rounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    // Half a microsecond of grace, so that jumping to a round's end shows that round.
    if ((run.rounds[middle]?.endMs ?? 0) <= ms + 0.0005) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The output text of the first `rounds` rounds; with all rounds of a finished run, its whole text. */
export function runText(run: RunView, rounds = run.rounds.length): string {
  const text = run.rounds
    .slice(0, rounds)
    .map(view => view.round.text)
    .join('');
  return rounds === run.rounds.length ? text + (run.done?.text ?? '') : text;
}

/** Token ids of the output, in order. */
export function runTokens(run: RunView): number[] {
  return run.rounds.flatMap(view => view.round.emitted.map(emitted => emitted.token));
}

/** Figures of the first `rounds` rounds. */
export function summaryAt(run: RunView, rounds: number): RunSummary {
  if (rounds >= run.rounds.length) return summarise(run.events);
  const events: GenerateEvent[] = run.rounds.slice(0, rounds).map(view => view.round);
  return summarise(run.prefill === undefined ? events : [run.prefill, ...events]);
}

/** Whether two runs came to the same tokens. */
export type Sameness =
  | { readonly same: true; readonly tokens: number }
  | { readonly same: false /** 0-based place of the first difference. */; readonly at: number };

/** Compares two finished outputs token by token. */
export function compareTokens(a: RunView, b: RunView): Sameness {
  const [left, right] = [runTokens(a), runTokens(b)];
  const longest = Math.max(left.length, right.length);
  for (let i = 0; i < longest; i++) if (left[i] !== right[i]) return { same: false, at: i };
  return { same: true, tokens: left.length };
}

/** {@link plainPass} of a run. */
export function plainPassMs(run: RunView, targetMs?: readonly number[]): number | undefined {
  return plainPass(
    run.rounds.map(({ round }) => round),
    targetMs,
  );
}
