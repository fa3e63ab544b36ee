import type { OfflineDataset, Split } from '../core/offline-dataset.ts';
import type { Exploration, Family } from '../core/policy/contenders.ts';
import type { Interval } from '../core/policy/evaluate.ts';
import type { LinUcbState } from '../core/policy/lin-ucb.ts';
import type { LinearModel } from '../core/policy/linear-model.ts';
import type { SizePoint } from '../core/policy/sweeps.ts';
import type { RewardChoice } from '../core/policy/training.ts';

/** What policies of the Lab are trained to earn. */
export interface LabReward extends RewardChoice {
  /** The paper's r = α·f + (1 − α)·c, or the speed-up itself. */
  readonly goal: 'reward' | 'speed';
}

interface JobBase {
  readonly dataset: OfflineDataset;
  readonly reward: LabReward;
  readonly seed: number;
  readonly exploration: Exploration;
}

/** Work for the Lab's worker. */
export type LabJob =
  | (JobBase & { readonly type: 'train' })
  | (JobBase & { readonly type: 'compare'; readonly split: Split })
  | (JobBase & { readonly type: 'sizes'; readonly split: Split });

/** REINFORCE after a pass over the training prompts. */
export interface EpochPoint {
  readonly epoch: number;
  readonly expected: number;
  readonly entropy: number;
  /** Mean reward at test time, on the training prompts and on held-out ones. */
  readonly greedy: number;
  readonly unseen: number;
}

/** A policy that was trained here. */
export interface TrainedEntry {
  readonly id: 'reinforce' | 'ridge' | 'lin-ucb' | 'thompson';
  readonly name: string;
  /** Linear scores of the arms; for those that learn online, the weights they ended with. */
  readonly model: LinearModel;
  /** For those that learn online. */
  readonly state: LinUcbState | undefined;
  /** Mean reward at test time; undefined for those that only know speed-ups while the reward is another. */
  readonly trainReward: number | undefined;
  readonly unseenReward: number | undefined;
  /** Speed relative to the target alone on held-out prompts. */
  readonly speedUp: Interval;
  readonly ms: number;
}

/** What training comes to. */
export interface TrainedLab {
  readonly reward: LabReward;
  readonly seed: number;
  readonly entries: readonly TrainedEntry[];
  /** To compare with, on held-out prompts. */
  readonly fixedReward: number;
  readonly bestReward: number;
  readonly fixedArm: string;
  readonly fixedSpeedUp: number;
  readonly oracleSpeedUp: number;
}

/** How one policy did on prompts it had not seen. */
export interface ComparedRow {
  readonly id: string;
  readonly name: string;
  readonly family: Family;
  readonly speedUp: Interval;
  readonly ofFixed: Interval;
  readonly ofOracle: Interval;
  readonly meanRegret: number;
  /** `[prompts so far, cumulative regret]`, the mean of its orders. */
  readonly regret: readonly (readonly [number, number])[];
  /** `[best][chosen]`, in prompts. */
  readonly choices: readonly (readonly number[])[];
}

/** What comparing comes to. */
export interface ComparedLab {
  readonly split: Split;
  readonly reward: LabReward;
  readonly prompts: number;
  readonly fixedArm: string;
  readonly oracle: number;
  readonly rows: readonly ComparedRow[];
}

/** The policy after training on more and more prompts. */
export interface SizedLab {
  readonly split: Split;
  readonly points: readonly SizePoint[];
}

/** What a job says before it is done. */
export type LabProgress =
  | { readonly type: 'doing'; readonly what: string; readonly done: number; readonly of: number }
  | { readonly type: 'epoch'; readonly point: EpochPoint; readonly of: number }
  | { readonly type: 'row'; readonly row: ComparedRow }
  | { readonly type: 'size'; readonly point: SizePoint };

/** What a job comes to. */
export type LabResult =
  | { readonly type: 'train'; readonly trained: TrainedLab }
  | { readonly type: 'compare'; readonly compared: ComparedLab }
  | { readonly type: 'sizes'; readonly sized: SizedLab };

/** A job under way: it does nothing between two steps of the generator. */
export type LabRun = Generator<LabProgress, LabResult>;
