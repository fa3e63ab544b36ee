import { readFileSync, writeFileSync } from 'node:fs';
import type { DatasetArm, DatasetSample, OfflineDataset } from '../../src/core/offline-dataset.ts';
import { offlineDatasetFromJson, offlineDatasetToJson } from '../../src/core/offline-dataset-json.ts';
import { featureNames, promptFeatures } from '../../src/core/policy/features.ts';
import { alignment, alignmentKinds } from '../../src/core/reward.ts';
import { arms } from '../../src/engine/arms.ts';
import { type Costs, draftFiles, type RecordedArm } from './node-drafts.ts';
import { type Bench, openBench, type Recorded, type RecordedOptions, readRecorded } from './recorded-data.ts';
import { follow } from './recorded-target.ts';

export interface BuildOptions extends RecordedOptions {
  readonly out: string;
  /** Most samples of each kind and split. */
  readonly limit: number;
  /** Most of each kind that no draft was made from and the policy trains on. */
  readonly policyLimit: number;
  /** Share of the work: every `parts`-th sample, from number `part` (from 0) on. The table that grows learns from those alone. */
  readonly part: number;
  readonly parts: number;
  readonly log: (line: string) => void;
}

/**
 * Makes the offline dataset: every draft writes on its own after every prompt, and is run along the target's output. Nothing
 * here runs the target: its outputs are recorded.
 */
export async function buildDataset(options: BuildOptions): Promise<void> {
  const bench = await openBench(options);
  const counts = new Map<string, number>();
  const recorded = readRecorded(options, Math.max(options.limit, options.policyLimit))
    .filter(({ line: { kind }, split }) => {
      const key = `${split} ${kind}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      return count <= (split === 'train' ? options.policyLimit : options.limit);
    })
    .filter((_, i) => i % options.parts === options.part);
  const samples: DatasetSample[] = [];
  for (const each of recorded) {
    samples.push(await sampleOf(each, bench, options.costs));
    bench.history.learn([...each.output.prompt, ...each.output.tokens], each.output.prompt.length);
    if (samples.length % 100 === 0) options.log(`${samples.length} of ${recorded.length}`);
  }
  bench.states.dispose();
  const bytes = new Map(draftFiles(options.drafts, options.target).map(file => [file.id, file.bytes]));
  const dataset: OfflineDataset = {
    target: options.target,
    speedUpSource: 'computed',
    features: featureNames,
    arms: bench.arms.map(({ id, cost }): DatasetArm => {
      const size = arms[id].reduce((sum, part) => sum + (bytes.get(part) ?? 0), 0);
      return { id, bytes: size, speed: speedOf(cost.draftMs, options.costs) };
    }),
    alignments: alignmentKinds,
    samples,
  };
  writeFileSync(options.out, JSON.stringify(offlineDatasetToJson(dataset)));
}

/** Puts the parts of a dataset together. @throws Error when they were not made of the same drafts */
export function joinDatasets(files: readonly string[], out: string): void {
  const parts = files.map(file => offlineDatasetFromJson(JSON.parse(readFileSync(file, 'utf8'))));
  const [first] = parts;
  if (first === undefined) throw new Error('there is nothing to join');
  const armsOf = ({ arms: all }: OfflineDataset) => JSON.stringify(all);
  if (parts.some(part => armsOf(part) !== armsOf(first))) throw new Error('the parts have different arms');
  const samples = parts.flatMap(part => part.samples).sort((a, b) => (a.id < b.id ? -1 : 1));
  writeFileSync(out, JSON.stringify(offlineDatasetToJson({ ...first, samples })));
}

/**
 * c_j before normalisation: guesses per pass of the target, at most 50, so that free tables do not push all neural drafts
 * to 0. `none` is as fast as a draft can be: it costs nothing.
 */
function speedOf(draftMs: number, costs: Costs): number {
  return Math.min(50, (costs.targetMs[0] ?? 1) / Math.max(draftMs, 1e-9));
}

async function sampleOf(
  { line, output, split }: Recorded,
  { arms: ready, states }: Bench,
  costs: Costs,
): Promise<DatasetSample> {
  const { prompt, tokens } = output;
  const plainMs = tokens.length * (costs.targetMs[0] ?? 1);
  const byKind = new Map<string, number[]>(alignmentKinds.map(kind => [kind, []]));
  const speedUps: number[] = [];
  states.open(output);
  for (const arm of ready) {
    const run = await follow(arm.drafter, prompt, tokens, arm.cost, { maxDraft: 7, guessMs: arm.clock });
    speedUps.push(plainMs / run.ms);
    const agreement = await agreementOf(arm, prompt, tokens);
    arm.drafter.reset?.();
    // A head cannot write on its own: what counts is how often it is right along the target's text.
    const own = arm.needsTarget ? undefined : (await arm.drafter.propose(prompt, tokens.length)).tokens;
    for (const kind of alignmentKinds) {
      const f = kind === 'agreement' || own === undefined ? agreement : alignment(kind, tokens, own);
      byKind.get(kind)?.push(f);
    }
  }
  return {
    id: output.id,
    kind: line.kind,
    split,
    tokens: tokens.length,
    features: [...promptFeatures(line.prompt, 0).values],
    alignments: Object.fromEntries(byKind),
    speedUps,
  };
}

/** Share of the target's tokens that the arm guesses right, each after the target's own text before it. */
async function agreementOf(
  { drafter }: RecordedArm,
  prompt: readonly number[],
  tokens: readonly number[],
): Promise<number> {
  drafter.reset?.();
  const text = [...prompt];
  let right = 0;
  for (const token of tokens) {
    const { tokens: guesses } = await drafter.propose(text, 1);
    if (guesses[0] === token) right += 1;
    text.push(token);
  }
  return tokens.length === 0 ? 0 : right / tokens.length;
}
