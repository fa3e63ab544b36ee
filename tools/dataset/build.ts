import { readFileSync, writeFileSync } from 'node:fs';
import { datasetRow, draftSpeed } from '../../src/core/dataset-row.ts';
import type { DatasetArm, DatasetSample, OfflineDataset } from '../../src/core/offline-dataset.ts';
import { offlineDatasetFromJson, offlineDatasetToJson } from '../../src/core/offline-dataset-json.ts';
import { featureNames } from '../../src/core/policy/features.ts';
import { alignmentKinds } from '../../src/core/reward.ts';
import { arms } from '../../src/engine/arms.ts';
import type { OutputLine } from './generate.ts';
import { draftFiles, type RecordedArm } from './node-drafts.ts';
import { readOutputs } from './outputs.ts';
import {
  type Bench,
  openBench,
  promptLines,
  type Recorded,
  type RecordedOptions,
  readRecorded,
} from './recorded-data.ts';
import { foldOf, tablesWithout } from './topic-folds.ts';

export interface BuildOptions extends RecordedOptions {
  readonly out: string;
  /** Most samples of each kind and split. */
  readonly limit: number;
  /** Most of each kind that no draft was made from and the policy trains on. */
  readonly policyLimit: number;
  /** Share of the work: every `parts`-th sample, from number `part` (from 0) on. The table that grows learns from those alone. */
  readonly part: number;
  readonly parts: number;
  /** Outputs that the drafts were made from. */
  readonly counted: string;
  readonly log: (line: string) => void;
}

/**
 * Makes the offline dataset: every draft writes on its own after every prompt, and is run along the target's output. Nothing
 * here runs the target: its outputs are recorded. Training prompts are tried with tables that never saw their topics
 * (topic-folds.ts), as the prompts of a page are new to the tables it loads.
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
  const armsFor = crossFitted(bench, options);
  const samples: DatasetSample[] = [];
  for (const each of recorded) {
    samples.push(await sampleOf(each, await armsFor(each), bench));
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
      return { id, bytes: size, speed: draftSpeed(cost) };
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

async function sampleOf(
  { line, output, split }: Recorded,
  arms: readonly RecordedArm[],
  { states }: Bench,
): Promise<DatasetSample> {
  await states.open(output);
  return { id: output.id, kind: line.kind, split, ...(await datasetRow(line.prompt, output, arms)) };
}

/** The arms to try a prompt with. */
function crossFitted(bench: Bench, { counted, prompts, log }: BuildOptions) {
  const lines = promptLines(prompts);
  // A prompt that is of no template shares its topic with no other.
  const topicOf = (id: string) => lines.get(id)?.topic ?? id;
  const made = new Map<number, Promise<readonly RecordedArm[]>>();
  let outputs: readonly OutputLine[] | undefined;
  const make = (fold: number) => {
    log(`Tables without the topics of fold ${fold} …`);
    outputs ??= readOutputs([counted]);
    return bench.armsWith(tablesWithout(fold, outputs, topicOf));
  };
  return async ({ line, split }: Recorded): Promise<readonly RecordedArm[]> => {
    if (split !== 'train') return bench.arms;
    const fold = foldOf(topicOf(line.id));
    const arms = made.get(fold) ?? make(fold);
    made.set(fold, arms);
    return arms;
  };
}
