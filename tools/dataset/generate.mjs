/**
 * `npm run dataset:generate -- --out FILE [--prompts FILE …] [--part I/N] [--hidden FILE]`: the target's greedy outputs for the
 * prompts of the dataset, by the product's own engine. One process uses one core: run N of them with --part 1/N … N/N.
 * A stopped run goes on where it was; prompts whose outputs are in tools/dataset/outputs are left out (--all makes them again, which
 * hidden states need). `--sample COUNT` instead samples the target for user requests (sample-prompts.ts).
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import '../enable-relaxed-simd.mjs';
import { build, root } from '../build.mjs';

const { values } = parseArgs({
  options: {
    prompts: { type: 'string', multiple: true, default: ['tools/dataset/prompts/train.jsonl'] },
    part: { type: 'string', default: '1/1' },
    out: { type: 'string' },
    hidden: { type: 'string' },
    sample: { type: 'string' },
    all: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
    sequences: { type: 'string', default: '24' },
    'max-tokens': { type: 'string', default: '192' },
    build: { type: 'string', default: 'relaxed-dot-add' },
  },
});
const [part, parts] = values.part.split('/').map(Number);
if (values.out === undefined || !(part >= 1 && part <= parts)) {
  console.error('Give --out FILE and, to share the work, --part I/N with 1 ≤ I ≤ N.');
  process.exit(2);
}
await build({ onlyStale: true, only: ['kernels'] });
const load = async file => (await runnerImport(file, { root, configFile: false, logLevel: 'warn' })).module;
const common = {
  kernels: join(root, 'src/kernels/build', `${values.build}.wasm`),
  out: values.out,
  sequences: Number(values.sequences),
  log: line => console.error(line),
};
if (values.sample !== undefined) {
  const { samplePrompts } = await load('./tools/dataset/sample-prompts.ts');
  await samplePrompts({ ...common, count: Number(values.sample), seed: Number(values.seed) });
} else {
  const { generateOutputs } = await load('./tools/dataset/generate.ts');
  const { readOutputs } = await load('./tools/dataset/outputs.ts');
  const gathered = ['train', 'policy', 'evaluation'].map(name =>
    join(root, `tools/dataset/outputs/${name}.jsonl.gz`),
  );
  const known = new Set(readOutputs(gathered.filter(existsSync)).map(({ id }) => id));
  const prompts = values.prompts
    .flatMap(file => readFileSync(file, 'utf8').split('\n'))
    .filter(line => line !== '')
    .map(line => JSON.parse(line))
    .filter(({ id }) => values.all || !known.has(id))
    .filter((_, i) => i % parts === part - 1);
  await generateOutputs({
    ...common,
    prompts,
    hidden: values.hidden,
    maxTokens: Number(values['max-tokens']),
  });
}
