import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OfflineDataset } from '../../src/core/offline-dataset.ts';
import { offlineDatasetFromJson } from '../../src/core/offline-dataset-json.ts';

/** Reads the offline dataset. @throws Error that says how to make one when there is none */
export function readDataset(file: string): OfflineDataset {
  if (!existsSync(file)) throw new Error(`There is no dataset ${file}; make one with npm run dataset:build.`);
  return offlineDatasetFromJson(JSON.parse(readFileSync(file, 'utf8')));
}

/** Where prompts of the dataset and of the benchmark stand. */
export function promptFiles(root: string): string[] {
  const dataset = ['train', 'sampled', 'held-out', 'paraphrased', 'new-kinds'];
  return [
    join(root, 'bench/prompts/held-out.jsonl'),
    ...dataset.map(name => join(root, `tools/dataset/prompts/${name}.jsonl`)),
  ];
}

/** Texts of prompts by id, from JSONL files with `id` and `prompt`. A file that isn't there is left out. */
export function readTexts(files: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const file of files) {
    if (!existsSync(file)) continue;
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      if (line.trim() === '') continue;
      const { id, prompt }: { id: string; prompt: string } = JSON.parse(line);
      texts.set(id, prompt);
    }
  }
  return texts;
}

/** The same dataset with these arms only, in this order. @throws Error for an arm it lacks */
export function restrictArms(dataset: OfflineDataset, ids: readonly string[]): OfflineDataset {
  const at = ids.map(id => {
    const index = dataset.arms.findIndex(arm => arm.id === id);
    if (index < 0) throw new Error(`The dataset has no arm "${id}".`);
    return index;
  });
  const pick = <T>(values: readonly T[]): T[] =>
    at.flatMap(index => {
      const value = values[index];
      return value === undefined ? [] : [value];
    });
  return {
    ...dataset,
    arms: pick(dataset.arms),
    samples: dataset.samples.map(sample => ({
      ...sample,
      speedUps: pick(sample.speedUps),
      alignments: Object.fromEntries(
        Object.entries(sample.alignments).map(([kind, values]) => [kind, pick(values)]),
      ),
    })),
  };
}
