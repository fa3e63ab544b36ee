/**
 * `node tools/policy/cross-fit.mjs OUTPUTS.jsonl … [--folds 4] [--limit 700] [--drafts FOLDER] [--out FILE]`: the offline dataset as
 * `npm run dataset:build` makes it, but training prompts are tried with n-gram tables that were counted without them.
 */
import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import '../enable-relaxed-simd.mjs';
import { build, root } from '../build.mjs';

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      drafts: { type: 'string', default: join(root, 'public/drafts') },
      out: { type: 'string', default: join(root, 'public/lab/offline-dataset.json') },
      limit: { type: 'string', default: '700' },
      folds: { type: 'string', default: '4' },
      build: { type: 'string', default: 'relaxed-dot' },
    },
  });
  if (positionals.length === 0) throw new Error('Name the files of outputs that the target wrote.');
  const folds = Number(values.folds);
  if (!Number.isInteger(folds) || folds < 2) throw new Error('--folds: a whole number from 2');
  await build({ onlyStale: true, only: ['kernels'] });
  const { module } = await runnerImport('./tools/policy/cross-fit.ts', {
    root,
    configFile: false,
    logLevel: 'warn',
  });
  const prompts = join(root, 'tools/dataset/prompts');
  mkdirSync(dirname(values.out), { recursive: true });
  await module.crossFitDataset(
    {
      kernels: join(root, 'src/kernels/build', `${values.build}.wasm`),
      outputs: positionals,
      prompts: readdirSync(prompts).map(file => join(prompts, file)),
      drafts: values.drafts,
      target: 'smollm2-135m-instruct',
      costs: JSON.parse(readFileSync(join(root, 'tools/dataset/costs.json'), 'utf8')),
      limit: Number(values.limit),
      out: values.out,
      log: line => console.error(line),
    },
    folds,
  );
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
