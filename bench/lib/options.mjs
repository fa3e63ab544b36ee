/** Command lines of the benchmark programs, checked. */
import { parseArgs } from 'node:util';

export const engineNames = ['draftpick', 'target-only', 'transformers.js', 'wllama', 'llama.cpp'];
export const backendNames = ['cpu', 'webgpu', 'auto'];
export const defaultPrompts = 'bench/prompts/held-out.jsonl';

export const benchUsage = `npm run bench -- [options]
  --prompts FILE.jsonl   lines {"id","category","prompt"}   (default ${defaultPrompts})
  --engines A,B,…        of ${engineNames.join(', ')}   (default draftpick,target-only,transformers.js)
  --arms all | A,B,…     drafts that draftpick runs; without it, the one its policy picks for each prompt
  --backend cpu|webgpu|auto   where draftpick's target runs (default cpu)
  --max-tokens N         1 to 1024 (default 128)
  --repeats N            runs of each engine and draft on each prompt, the median counts; 1 to 9 (default 1)
  --limit N              only the first N prompts of the file, spread over its categories
  --json OUT.json        write every row there
  --markdown             rewrite the figures in docs/benchmarks.md`;

/** @throws {Error} with a message to act on */
export function parseBenchOptions(args) {
  const values = parse(args, {
    prompts: { type: 'string', default: defaultPrompts },
    engines: { type: 'string', default: 'draftpick,target-only,transformers.js' },
    arms: { type: 'string' },
    backend: { type: 'string', default: 'cpu' },
    'max-tokens': { type: 'string', default: '128' },
    repeats: { type: 'string', default: '1' },
    limit: { type: 'string' },
    json: { type: 'string' },
    markdown: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  });
  const engines = list(values.engines, '--engines');
  const unknown = engines.find(name => !engineNames.includes(name));
  if (unknown !== undefined)
    throw new Error(`--engines: unknown engine "${unknown}". Known: ${engineNames.join(', ')}`);
  if (!backendNames.includes(values.backend))
    throw new Error(`--backend: "${values.backend}" is not one of ${backendNames.join(', ')}`);
  return {
    prompts: values.prompts,
    engines,
    backend: values.backend,
    arms: values.arms === undefined ? 'policy' : values.arms === 'all' ? 'all' : list(values.arms, '--arms'),
    maxTokens: integer(values['max-tokens'], '--max-tokens', 1, 1024),
    repeats: integer(values.repeats, '--repeats', 1, 9),
    limit:
      values.limit === undefined ? Number.POSITIVE_INFINITY : integer(values.limit, '--limit', 1, 100_000),
    json: values.json,
    markdown: values.markdown,
    help: values.help,
  };
}

/** Options of verify-lossless. @throws {Error} with a message to act on */
export function parseVerifyOptions(args) {
  const values = parse(args, {
    prompts: { type: 'string', default: defaultPrompts },
    'max-tokens': { type: 'string', default: '128' },
    limit: { type: 'string' },
  });
  return {
    prompts: values.prompts,
    maxTokens: integer(values['max-tokens'], '--max-tokens', 1, 1024),
    limit:
      values.limit === undefined ? Number.POSITIVE_INFINITY : integer(values.limit, '--limit', 1, 100_000),
  };
}

/**
 * The arms to run out of those the app has.
 * @throws {Error} for an arm it does not have
 */
export function resolveArms(asked, available) {
  if (asked === 'all' || asked === 'policy') return available;
  const unknown = asked.find(arm => !available.includes(arm));
  if (unknown !== undefined)
    throw new Error(`--arms: unknown arm "${unknown}". Known: ${available.join(', ')}`);
  return asked;
}

function parse(args, options) {
  return parseArgs({ args, options }).values;
}

function list(text, option) {
  const items = text.split(',').map(item => item.trim());
  if (items.some(item => item === '')) throw new Error(`${option}: an empty name in "${text}"`);
  const twice = items.find((item, i) => items.indexOf(item) !== i);
  if (twice !== undefined) throw new Error(`${option}: "${twice}" is named twice`);
  return items;
}

/** A whole number from `least` to `most`. @throws {Error} that names the option */
export function integer(text, option, least, most) {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most) {
    throw new Error(`${option}: "${text}" is not a whole number from ${least} to ${most}`);
  }
  return value;
}
