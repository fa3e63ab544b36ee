import type { ArmId } from '../../src/engine/arms.ts';
import type { RunResult } from '../measure.ts';
import type { RunOptions } from '../product.ts';
import type { Prompt } from './prompts.mjs';

/** What the lanes need of the product; each call may also answer later, as it does from another process. */
export interface ProductCalls {
  readonly run: (request: RunOptions) => Promise<RunResult>;
  readonly choose: (request: {
    readonly prompt: string;
  }) => Awaitable<{ readonly arm: ArmId; readonly reason: string }>;
  readonly choiceMs: (request: { readonly prompt: string }) => Awaitable<number>;
  readonly learn: (request: {
    readonly prompt: string;
    readonly arm: ArmId;
    readonly speedUp: number;
  }) => Awaitable<void>;
}
type Awaitable<T> = T | Promise<T>;

/** What a lane answers to a prompt. */
export interface LaneResult extends RunResult {
  readonly arm?: ArmId;
  /** Whether the policy picked the arm. */
  readonly picked?: true;
  /** Why it picked it. */
  readonly choice?: string;
}

/** What takes a turn on each prompt. */
export interface Lane {
  readonly engine: string;
  readonly variant?: string;
  readonly run: (prompt: Prompt) => Promise<LaneResult>;
  /** Another run on the same prompt, given the row of the first; without it `run` does. */
  readonly again?: (prompt: Prompt, first: Row) => Promise<LaneResult>;
}

/** One run of one lane, the median one where there were several, as the file of a benchmark has it. */
export interface Row extends Omit<LaneResult, 'ids' | 'text' | 'arm'> {
  readonly engine: string;
  readonly variant?: string;
  readonly arm: ArmId | null;
  readonly id: string;
  readonly category: string;
  readonly msPerToken: number | null;
  /** Milliseconds a token of each run, where there were several. */
  readonly runsMs?: readonly (number | null)[];
  readonly stoppedAtLimit: boolean;
}

export function warmUp(engine: Pick<ProductCalls, 'run'>, arm: ArmId): Promise<RunResult>;
export function targetOnlyLane(product: ProductCalls, maxTokens: number): Lane;
export function policyLane(product: ProductCalls, maxTokens: number): Lane;
export function armLane(product: ProductCalls, arm: ArmId, maxTokens: number): Lane;
/** Prompt by prompt, every lane once or `repeats` times; yields a row for each lane. */
export function takeTurns(
  lanes: readonly Lane[],
  prompts: readonly Prompt[],
  maxTokens: number,
  onTurn?: (lane: Lane, prompt: number) => void,
  repeats?: number,
): AsyncGenerator<Row, void>;
