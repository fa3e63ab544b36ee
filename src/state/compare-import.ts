import type { TokenState } from '../core/decode-event.ts';
import { type ArmId, isArmId } from '../engine/arms.ts';
import { type GenerateEvent, type GenerateRequest, kernelBuilds, type TokenTexts } from '../engine/engine.ts';
import { comparisonFormat, stateOf } from './compare-file.ts';
import { listLimits } from './compare-list.ts';
import { mostTokens } from './compare-settings.ts';
import { type CompareItem, type CompareTerms, type Comparison, requestOf } from './compare-store.ts';
import { lineAt, lineOfJsonError } from './json-error.ts';
import { appendEvents, emptyRun, type RunView } from './run-view.ts';
import { limits } from './settings.ts';

/** A comparison from a file, or why there is none: with the line where it can be told. */
export type ReadComparison =
  | { readonly ok: true; readonly comparison: Comparison }
  | { readonly ok: false; readonly problem: string };

/** Characters of a file. A list of the largest size, with every arm, stays below. */
const longestFile = 40_000_000;
const longestText = 20_000;

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
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
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
      throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`);
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
      throw new Error(`run “${arm}”: ${error instanceof Error ? error.message : String(error)}`);
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

function readTexts(value: unknown): TokenTexts {
  const texts: Record<number, string> = {};
  for (const [token, text] of Object.entries(record(value, '“texts”'))) {
    if (!/^\d{1,7}$/.test(token)) throw new Error('“texts” has a key that is no token');
    texts[Number(token)] = plainText(text, 'a token’s text', 1000);
  }
  return texts;
}

const reasons = ['eos', 'max-tokens', 'stop-string', 'context-full'] as const;

function readRun(value: unknown, request: GenerateRequest, texts: TokenTexts): RunView {
  const run = record(value, 'it');
  const [promptTokens, reusedTokens, prefillMs] = list(run.prefill, '“prefill”', 3);
  const events: GenerateEvent[] = [
    {
      type: 'prefill',
      promptTokens: whole(promptTokens, 'the prompt’s tokens', 1e6),
      reusedTokens: whole(reusedTokens, 'the reused tokens', 1e6),
      prefillMs: milliseconds(prefillMs),
    },
  ];
  let at = 0;
  for (const [index, round] of list(run.rounds, '“rounds”', mostTokens + 1).entries()) {
    const event = readRound(round, index, at, texts);
    at += event.emitted.length;
    if (at > request.maxTokens) throw new Error('it has more tokens than its settings allow');
    events.push(event);
  }
  const [reason, decodeMs, text] = list(run.done, '“done”', 3);
  const known = reasons.find(each => each === reason);
  if (known === undefined) throw new Error('its end is unknown');
  events.push({
    type: 'done',
    reason: known,
    tokens: at,
    rounds: events.length - 1,
    decodeMs: milliseconds(decodeMs),
    text: plainText(text, 'its last text', longestText),
  });
  return appendEvents(emptyRun(request), events);
}

function readRound(value: unknown, index: number, at: number, texts: TokenTexts) {
  const where = `round ${index + 1}`;
  const fields = list(value, where, 8);
  const [draftMs, verifyMs, overheadMs] = fields.slice(4, 7).map(milliseconds);
  const proposed = list(fields[0], where, limits.maxDraft.max).map(token => readToken(token, texts));
  const emitted = list(fields[3], where, limits.maxDraft.max + 1).map(token => readToken(token, texts));
  const tested = whole(fields[1], `${where}: tested`, proposed.length);
  const accepted = whole(fields[2], `${where}: accepted`, tested);
  if (draftMs === undefined || verifyMs === undefined || overheadMs === undefined) {
    throw new Error(`${where} is incomplete`);
  }
  // A stop condition may cut what was accepted, down to nothing, but never lengthen it.
  if (emitted.length > accepted + 1) throw new Error(`${where} writes more than it accepted`);
  // The file holds no probabilities: what was not measured here is NaN, never 0.
  return {
    type: 'round' as const,
    index,
    at,
    proposed: proposed.map((token, i) => ({
      token,
      verdict:
        i < accepted ? ('accepted' as const) : i < tested ? ('rejected' as const) : ('untested' as const),
      confidence: Number.NaN,
    })),
    tested,
    accepted,
    emitted: emitted.map((token, i) => ({
      token,
      state: stateOf(i, accepted, proposed.length) satisfies TokenState,
      p: Number.NaN,
      top: [],
      logSumExp: 0,
    })),
    draftMs,
    verifyMs,
    overheadMs,
    text: plainText(fields[7], where, longestText),
    texts,
  };
}

function readToken(value: unknown, texts: TokenTexts): number {
  const token = whole(value, 'a token', 1e7);
  if (texts[token] === undefined) throw new Error(`the text of token ${token} is missing`);
  return token;
}

function readArm(value: unknown): ArmId {
  if (typeof value === 'string' && isArmId(value)) return value;
  throw new Error(`this version has no draft “${String(value).slice(0, 40)}”`);
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${what} is no object`);
  return value as Record<string, unknown>;
}

function list(value: unknown, what: string, most: number): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error(`${what} is no list`);
  if (value.length > most) throw new Error(`${what} has more than ${most} entries`);
  return value;
}

function number(value: unknown, what: string, most: number): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= most)) {
    throw new Error(`${what} must be a number from 0 to ${most}`);
  }
  return value;
}

function whole(value: unknown, what: string, most: number): number {
  const found = number(value, what, most);
  if (!Number.isInteger(found)) throw new Error(`${what} must be a whole number`);
  return found;
}

function milliseconds(value: unknown): number {
  return number(value, 'a time', 1e8);
}

function plainText(value: unknown, what: string, most: number): string {
  if (typeof value !== 'string' || value.length > most) throw new Error(`${what} is no text, or too long`);
  return value;
}

function short(value: unknown, what: string, most = 200): string {
  const text = plainText(value, what, most);
  if (text === '') throw new Error(`${what} is missing`);
  return text;
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
