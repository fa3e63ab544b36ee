import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { DatasetSample, OfflineDataset } from '../../src/core/offline-dataset.ts';
import { offlineDatasetFromJson, offlineDatasetToJson } from '../../src/core/offline-dataset-json.ts';
import { type BuildOptions, buildDataset } from '../dataset/build.ts';
import type { OutputLine } from '../dataset/generate.ts';
import { buildAll } from '../dataset/ngrams/build-all.ts';
import { shareOf } from '../dataset/ngrams/outputs.ts';
import { defaultOptions } from '../dataset/ngrams.ts';
import { draftFiles } from '../dataset/node-drafts.ts';
import { readOutputs } from '../dataset/outputs.ts';

/** The outputs of one file that a part of the work is about. */
interface Part {
  readonly file: string;
  readonly lines: readonly OutputLine[];
}

/**
 * The offline dataset without the drafts' knowledge of its own training prompts. N-gram tables are counted on the target's outputs for
 * the training prompts: tried on those again they are twice as fast as on any other prompt, and a policy trained on that expects it
 * everywhere. So the training prompts are dealt into folds, and each fold is tried with tables counted on the other folds. Unseen
 * prompts are tried with the real tables. Heads and small models are the real ones throughout.
 */
export async function crossFitDataset(options: BuildOptions, folds: number): Promise<void> {
  const files = options.outputs.map((file): Part => ({ file, lines: readOutputs([file]) }));
  const all = files.flatMap(({ lines }) => lines);
  const isUnseen = ({ id }: OutputLine) => /-(held|para|new)-/.test(id);
  const foldOf = ({ id }: OutputLine) => Math.floor(shareOf(`fold ${id}`) * folds);
  const folder = mkdtempSync(join(tmpdir(), 'draftpick-folds-'));
  const datasets: OfflineDataset[] = [];
  try {
    const run = async (
      name: string,
      drafts: string,
      limit: number,
      wanted: (line: OutputLine) => boolean,
    ) => {
      const own = join(folder, name);
      mkdirSync(own);
      const outputs = writeParts(own, files, wanted);
      const out = join(own, 'dataset.json');
      options.log(`${name} …`);
      await buildDataset({ ...options, outputs, drafts, limit, out });
      datasets.push(offlineDatasetFromJson(JSON.parse(readFileSync(out, 'utf8'))));
    };
    for (let fold = 0; fold < folds; fold++) {
      const drafts = join(folder, `drafts-${fold}`);
      const counted = all.filter(line => !isUnseen(line) && foldOf(line) !== fold && line.tokens.length > 0);
      otherDrafts(
        options,
        drafts,
        buildAll({ counted, heldOut: [] }, defaultOptions, undefined, () => {}),
      );
      const limit = Math.ceil(options.limit / folds);
      await run(
        `fold ${fold + 1} of ${folds}`,
        drafts,
        limit,
        line => !isUnseen(line) && foldOf(line) === fold,
      );
    }
    await run('unseen prompts', options.drafts, options.limit, isUnseen);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  writeFileSync(options.out, JSON.stringify(offlineDatasetToJson(joined(datasets))));
}

/** One dataset of several. Sizes of drafts are the last one's. @throws Error when they have other arms */
function joined(datasets: readonly OfflineDataset[]): OfflineDataset {
  const last = datasets.at(-1);
  if (last === undefined) throw new Error('there is nothing to join');
  const ids = last.arms.map(({ id }) => id).join(', ');
  const samples = datasets.flatMap(({ arms, samples }): readonly DatasetSample[] => {
    const own = arms.map(({ id }) => id).join(', ');
    if (own !== ids)
      throw new Error(`Too few outputs for every table in each fold: ${own} instead of ${ids}.`);
    return samples;
  });
  return { ...last, samples };
}

/** Each file with the wanted lines, under its own name, its hidden states beside it. */
function writeParts(folder: string, files: readonly Part[], wanted: (line: OutputLine) => boolean): string[] {
  return files.map(({ file, lines }) => {
    const out = join(folder, basename(file).replace(/\.gz$/, ''));
    writeFileSync(
      out,
      lines
        .filter(wanted)
        .map(line => `${JSON.stringify(line)}\n`)
        .join(''),
    );
    const states = (path: string) => path.replace(/outputs-([^/]*)\.jsonl$/, 'hidden-$1.bf16');
    if (states(out) !== out) symlinkSync(resolve(states(file)), states(out));
    return out;
  });
}

/** A folder of drafts with these tables in place of the real ones. */
function otherDrafts(options: BuildOptions, folder: string, tables: ReturnType<typeof buildAll>): void {
  mkdirSync(folder);
  for (const { name, bytes } of tables) writeFileSync(join(folder, `ngram-${name}.bin`), bytes);
  const known = draftFiles(options.drafts, options.target);
  for (const { type, file } of known) {
    if (type !== 'ngram') symlinkSync(resolve(options.drafts, file), join(folder, file));
  }
  const manifest = JSON.parse(readFileSync(join(options.drafts, 'manifest.json'), 'utf8'));
  const drafts = known.filter(
    ({ type, id }) => type !== 'ngram' || tables.some(({ name }) => id === `ngram-${name}`),
  );
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, drafts }));
}
