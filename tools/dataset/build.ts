import { readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { GrowingNgrams } from '../../src/core/growing-ngrams.ts';
import type { DatasetArm, DatasetSample, OfflineDataset, Split } from '../../src/core/offline-dataset.ts';
import { offlineDatasetToJson } from '../../src/core/offline-dataset-json.ts';
import { featureNames, promptFeatures } from '../../src/core/policy/features.ts';
import { alignment, alignmentKinds } from '../../src/core/reward.ts';
import { arms } from '../../src/engine/arms.ts';
import { loadTarget, type OutputLine, type PromptLine } from './generate.ts';
import { type Costs, draftFiles, type RecordedArm, RecordedStates, recordedArms } from './node-drafts.ts';
import { readOutputs } from './outputs.ts';
import { follow } from './recorded-target.ts';

export interface BuildOptions {
  readonly kernels: string;
  /** Generated outputs, and beside each (outputs-x.jsonl → hidden-x.bf16) the hidden states, if there are any. */
  readonly outputs: readonly string[];
  readonly prompts: readonly string[];
  readonly drafts: string;
  readonly target: string;
  readonly costs: Costs;
  readonly out: string;
  /** Most samples of each kind and split. */
  readonly limit: number;
  /** This process works on every n-th sample. */
  readonly part: number;
  readonly parts: number;
  readonly log: (line: string) => void;
}

/** A prompt, the target's output and where its hidden states lie. */
interface Task {
  readonly line: PromptLine;
  readonly output: OutputLine;
  readonly states: string | undefined;
  readonly split: Split;
}

/**
 * Makes the offline dataset: every draft writes on its own after every prompt, and is run along the target's output. Nothing
 * here runs the target: its outputs are recorded.
 */
export async function buildDataset(options: BuildOptions): Promise<void> {
  const { model: target } = await loadTarget(options.kernels, 1);
  const module = await WebAssembly.compile(await readFile(options.kernels));
  const states = new RecordedStates(target);
  const history = new GrowingNgrams('history', target.vocabularySize);
  const ready = await recordedArms({
    folder: options.drafts,
    target,
    targetId: options.target,
    module,
    costs: options.costs,
    states,
    history,
  });
  const tasks = readTasks(options).filter((_, i) => i % options.parts === options.part - 1);
  const samples: DatasetSample[] = [];
  for (const task of tasks) {
    samples.push(await sampleOf(task, ready, states, options.costs));
    history.learn([...task.output.prompt, ...task.output.tokens], task.output.prompt.length);
    if (samples.length % 100 === 0) options.log(`${samples.length} of ${tasks.length}`);
  }
  states.dispose();
  const bytes = new Map(draftFiles(options.drafts, options.target).map(file => [file.id, file.bytes]));
  const dataset: OfflineDataset = {
    target: options.target,
    speedUpSource: 'computed',
    features: featureNames,
    arms: ready.map(({ id, cost }): DatasetArm => {
      const size = arms[id].reduce((sum, part) => sum + (bytes.get(part) ?? 0), 0);
      return { id, bytes: size, speed: speedOf(cost.draftMs, options.costs) };
    }),
    alignments: alignmentKinds,
    samples,
  };
  writeFileSync(options.out, JSON.stringify(offlineDatasetToJson(dataset)));
}

/**
 * c_j before normalisation: guesses per pass of the target, at most 50, so that free tables do not push all neural drafts
 * to 0. `none` is as fast as a draft can be: it costs nothing.
 */
function speedOf(draftMs: number, costs: Costs): number {
  return Math.min(50, (costs.targetMs[0] ?? 1) / Math.max(draftMs, 1e-9));
}

async function sampleOf(
  { line, output, states: file, split }: Task,
  ready: readonly RecordedArm[],
  states: RecordedStates,
  costs: Costs,
): Promise<DatasetSample> {
  const { prompt, tokens } = output;
  const plainMs = tokens.length * (costs.targetMs[0] ?? 1);
  const byKind = new Map<string, number[]>(alignmentKinds.map(kind => [kind, []]));
  const speedUps: number[] = [];
  for (const arm of ready) {
    states.open(file, output);
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

function readTasks({ prompts, outputs, limit }: BuildOptions): Task[] {
  const lines = new Map<string, PromptLine>();
  for (const file of prompts) {
    for (const text of readFileSync(file, 'utf8').split('\n')) {
      if (text === '') continue;
      const line: PromptLine = JSON.parse(text);
      lines.set(line.id, line);
    }
  }
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  return outputs.flatMap(file =>
    readOutputs([file]).flatMap((output): Task[] => {
      const line = lines.get(output.id);
      if (line === undefined || seen.has(output.id)) return [];
      seen.add(output.id);
      const split = splitOf(output.id);
      const key = `${split} ${line.kind}`;
      const count = counts.get(key) ?? 0;
      if (count >= limit) return [];
      counts.set(key, count + 1);
      const states = file.replace(/outputs-([^/]*)\.jsonl$/, 'hidden-$1.bf16');
      return [{ line, output, split, states: states === file ? undefined : states }];
    }),
  );
}

/** Ids say where a prompt belongs: code-held-0001, code-para-0001, recipe-new-0001; all others train. */
function splitOf(id: string): Split {
  if (id.includes('-held-')) return 'held-out';
  if (id.includes('-para-')) return 'paraphrased';
  return id.includes('-new-') ? 'new-kind' : 'train';
}
