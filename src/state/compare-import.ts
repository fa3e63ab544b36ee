import { messageOf } from '../core/message-of.ts';
import { type ArmId, isArmId } from '../engine/arms.ts';
import { kernelBuilds } from '../engine/engine.ts';
import { list, milliseconds, number, record, short, whole } from './bounded-json.ts';
import { comparisonFormat } from './compare-file.ts';
import { readRun, readTexts } from './compare-import-run.ts';
import { listLimits } from './compare-list.ts';
import { mostTokens } from './compare-settings.ts';
import { type CompareItem, type CompareTerms, type Comparison, requestOf } from './compare-store.ts';
import { lineAt, lineOfJsonError } from './json-error.ts';
import type { RunView } from './run-view.ts';
import { limits } from './settings.ts';

/** A comparison from a file, or why there is none: with the line where it can be told. */
export type ReadComparison =
  | { readonly ok: true; readonly comparison: Comparison }
  | { readonly ok: false; readonly problem: string };

/** Characters of a file. A list of the largest size, with every arm, stays below. */
const longestFile = 40_000_000;

/** Reads what Export wrote. The file may come from anybody: everything that is shown or counted is checked; never throws. */
export function readComparison(text: string): ReadComparison {
  if (text.length > longestFile) return { ok: false, problem: 'it is larger than 40 MB' };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { ok: false, problem: `line ${lineOfJsonError(text)} is not JSON` };
  }
  try {
    return { ok: true, comparison: readRoot(json, text) };
  } catch (error) {
    return { ok: false, problem: messageOf(error) };
  }
}

function readRoot(json: unknown, text: string): Comparison {
  const root = record(json, 'it');
  if (root.format !== comparisonFormat.format) throw new Error('it is not a comparison of Draftpick');
  if (root.version !== comparisonFormat.version) {
    throw new Error(
      `it has version ${String(root.version).slice(0, 8)}; version ${comparisonFormat.version} is read`,
    );
  }
  const arms = list(root.arms, 'the list of drafts', 64).map(readArm);
  if (arms[0] !== 'none' || new Set(arms).size < arms.length) {
    throw new Error('its drafts must begin with “none” and be there once each');
  }
  const terms = readTerms(root.terms);
  const prompts = list(root.prompts, 'the list of prompts', listLimits.prompts);
  if (prompts.length === 0) throw new Error('it has no prompts');
  const ids = new Set<string>();
  const items = prompts.map((value, i) => {
    try {
      const item = readItem(value, arms, terms);
      if (ids.has(item.prompt.id))
        throw new Error(`the id “${item.prompt.id}” stands in an earlier prompt already`);
      ids.add(item.prompt.id);
      return item;
    } catch (error) {
      const where = `prompt ${i + 1}, line ${lineOfPrompt(text, i)}`;
      throw new Error(`${where}: ${messageOf(error)}`);
    }
  });
  return {
    startedAt: short(root.startedAt, 'its date'),
    machine: short(root.machine, 'its machine'),
    model: readModel(root.model),
    terms,
    arms,
    items,
    origin: 'file',
  };
}

function readModel(value: unknown): Comparison['model'] {
  const model = record(value, 'its model');
  const cost = record(model.cost, 'its cost table');
  const kernel = kernelBuilds.find(build => build === model.kernel);
  if (kernel === undefined) throw new Error('its kernel build is unknown');
  const threads = whole(model.threads, 'its threads', 1024);
  return {
    id: short(model.id, 'the id of its model'),
    name: short(model.name, 'the name of its model'),
    threads,
    kernel,
    cost: {
      targetMs: list(cost.targetMs, 'its cost table', 64).map(ms => milliseconds(ms)),
      measuredAt: number(cost.measuredAt, 'the date of its cost table', Number.MAX_SAFE_INTEGER),
      threads,
      kernel,
    },
  };
}

function readTerms(value: unknown): CompareTerms {
  const terms = record(value, 'its settings');
  const sampling = record(terms.sampling, 'its sampling');
  return {
    sampling: {
      temperature: number(sampling.temperature, 'its temperature', limits.temperature.max),
      topK: whole(sampling.topK, 'its top-k', limits.topK.max),
      topP: number(sampling.topP, 'its top-p', limits.topP.max),
      seed: whole(sampling.seed, 'its seed', limits.seed.max),
    },
    maxTokens: whole(terms.maxTokens, 'its most tokens', mostTokens),
    maxDraft: whole(terms.maxDraft, 'its draft length', limits.maxDraft.max),
  };
}

function readItem(value: unknown, arms: readonly ArmId[], terms: CompareTerms): CompareItem {
  const item = record(value, 'the prompt');
  const { id, kind, prompt, known, problem } = item;
  if (typeof prompt !== 'string' || prompt === '' || prompt.length > listLimits.prompt) {
    throw new Error('“prompt” is missing or too long');
  }
  const picked = readArm(item.picked);
  const texts = readTexts(item.texts);
  const runs: Partial<Record<ArmId, RunView>> = {};
  for (const [arm, run] of Object.entries(record(item.runs, '“runs”'))) {
    if (!isArmId(arm) || !arms.includes(arm))
      throw new Error(`the draft “${arm.slice(0, 40)}” is not in the list`);
    try {
      runs[arm] = readRun(run, requestOf(terms, prompt, arm), texts);
    } catch (error) {
      throw new Error(`run “${arm}”: ${messageOf(error)}`);
    }
  }
  return {
    prompt: {
      id: short(id, '“id”', listLimits.id),
      prompt,
      ...(kind === undefined ? {} : { kind: short(kind, '“kind”', listLimits.kind) }),
    },
    picked,
    runs,
    known: known === true,
    ...(problem === undefined ? {} : { problem: short(problem, '“problem”', 1000) }),
  };
}

function readArm(value: unknown): ArmId {
  if (typeof value === 'string' && isArmId(value)) return value;
  throw new Error(`this version has no draft “${String(value).slice(0, 40)}”`);
}

/** Line on which prompt `index` begins: the objects that stand in a list right inside the root. `text` is valid JSON. */
function lineOfPrompt(text: string, index: number): number {
  let found = -1;
  const open: string[] = [];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      for (at += 1; text[at] !== '"' && at < text.length; at++) if (text[at] === '\\') at += 1;
    } else if (character === '{' || character === '[') {
      if (character === '{' && open.length === 2 && open[1] === '[') found += 1;
      if (found === index) return lineAt(text, at);
      open.push(character);
    } else if (character === '}' || character === ']') {
      open.pop();
    }
  }
  return lineAt(text, text.length);
}
