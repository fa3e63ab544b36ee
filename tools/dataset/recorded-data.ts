import { readFile } from 'node:fs/promises';
import type { CountedGuesser } from '../../src/core/counted-guesser.ts';
import { GrowingNgrams } from '../../src/core/growing-ngrams.ts';
import type { Split } from '../../src/core/offline-dataset.ts';
import type { PartId } from '../../src/engine/arms.ts';
import { loadTarget, type OutputLine, type PromptLine } from './generate.ts';
import { readJsonLines } from './json-lines.ts';
import { type Costs, type RecordedArm, RecordedStates, recordedArms } from './node-drafts.ts';
import { readOutputs } from './outputs.ts';

/** A prompt and the target's output. */
export interface Recorded {
  readonly line: PromptLine;
  readonly output: OutputLine;
  readonly split: Split;
}

export interface RecordedOptions {
  readonly kernels: string;
  /** Generated outputs. */
  readonly outputs: readonly string[];
  /** Folder of outputs-x.jsonl with hidden-x.bf16 beside them; states that are not there are computed again. */
  readonly states: string | undefined;
  readonly prompts: readonly string[];
  /** Folder of the drafts, and the model they are for. */
  readonly drafts: string;
  readonly target: string;
  readonly costs: Costs;
}

/** Everything that runs along recorded outputs need: the arms, and what their heads read. */
export interface Bench {
  readonly arms: readonly RecordedArm[];
  readonly states: RecordedStates;
  readonly history: GrowingNgrams;
  /** The same arms with other n-gram tables, given by the ids of the files they stand in for. */
  readonly armsWith: (tables: ReadonlyMap<string, Uint8Array>) => Promise<readonly RecordedArm[]>;
}

/**
 * Loads the drafts; the target too, for its embedding and for hidden states that are in no file.
 * @param kept how many outputs' computed states are kept; 0.3 MB each
 */
export async function openBench(options: RecordedOptions, kept = 0): Promise<Bench> {
  const { model: target } = await loadTarget(options.kernels, 1);
  const module = await WebAssembly.compile(await readFile(options.kernels));
  const states = new RecordedStates(target, options.states, kept);
  const history = new GrowingNgrams('history', target.vocabularySize);
  const common = {
    folder: options.drafts,
    target,
    targetId: options.target,
    module,
    costs: options.costs,
    states,
    history,
  };
  const parts = new Map<PartId, CountedGuesser>();
  const arms = await recordedArms({ ...common, parts });
  const armsWith = (tables: ReadonlyMap<string, Uint8Array>) =>
    recordedArms({
      ...common,
      parts: new Map([...parts].filter(([id]) => !tables.has(id))),
      bytesOf: id => tables.get(id),
    });
  return { arms, states, history, armsWith };
}

/** What is known of the prompts, by id. */
export function promptLines(files: readonly string[]): Map<string, PromptLine> {
  return new Map(files.flatMap(file => readJsonLines<PromptLine>(file)).map(line => [line.id, line]));
}

/** The recorded outputs of the prompts, at most `limit` of each kind in each split. */
export function readRecorded({ prompts, outputs }: RecordedOptions, limit: number): Recorded[] {
  const lines = promptLines(prompts);
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  return outputs.flatMap(file =>
    readOutputs([file]).flatMap((output): Recorded[] => {
      const line = lines.get(output.id);
      if (line === undefined || seen.has(output.id)) return [];
      seen.add(output.id);
      const split = splitOf(output.id);
      const key = `${split} ${line.kind}`;
      const count = counts.get(key) ?? 0;
      if (count >= limit) return [];
      counts.set(key, count + 1);
      return [{ line, output, split }];
    }),
  );
}

/** Ids say where a prompt belongs: code-held-0001, code-para-0001, recipe-new-0001; all others train. */
function splitOf(id: string): Split {
  if (id.includes('-held-')) return 'held-out';
  if (id.includes('-para-')) return 'paraphrased';
  return id.includes('-new-') ? 'new-kind' : 'train';
}
