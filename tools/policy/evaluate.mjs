/**
 * `npm run policy:evaluate [-- --measured BENCH.json …] [--dataset FILE] [--states FILE.jsonl] [--seed N] [--no-docs]`: replays all
 * policies over prompts that none of them was trained on, prints how they did, and rewrites the section "What the policy gains" of
 * docs/method.md with its figures. BENCH.json is what `npm run bench -- --arms all --json BENCH.json` writes; with it, the policies
 * are replayed over those measured times as well.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { root } from '../build.mjs';

const load = async path => (await runnerImport(path, { root, configFile: false, logLevel: 'warn' })).module;

try {
  const { values } = parseArgs({
    options: {
      dataset: { type: 'string', default: join(root, 'public/lab/offline-dataset.json') },
      measured: { type: 'string', multiple: true },
      states: { type: 'string' },
      seed: { type: 'string', default: '1' },
      orders: { type: 'string', default: '8' },
      resamples: { type: 'string', default: '1000' },
      'no-docs': { type: 'boolean', default: false },
    },
  });
  const number = name => {
    const value = Number(values[name]);
    if (!Number.isInteger(value) || value < 1) throw new Error(`--${name}: a whole number from 1`);
    return value;
  };
  const { promptFiles, readDataset, readTexts } = await load('./tools/policy/data.ts');
  const { evaluatePolicies } = await load('./tools/policy/evaluate.ts');
  const { readMeasured } = await load('./tools/policy/measured.ts');
  const { writeDocuments } = await load('./tools/policy/document.ts');
  const { printReport } = await load('./tools/policy/print.ts');
  const { measurementNoise: noise } = await load('./src/core/policy/play.ts');
  const { arms } = await load('./src/engine/arms.ts');
  const found = evaluatePolicies({
    dataset: readDataset(values.dataset),
    texts: readTexts(promptFiles(root)),
    singles: Object.keys(arms).filter(id => arms[id].length <= 1),
    buckets: [32, 64, 128],
    states: values.states,
    measured: values.measured === undefined ? undefined : readMeasured(values.measured),
    settings: { seed: number('seed'), orders: number('orders'), resamples: number('resamples'), noise },
    log: line => console.error(line),
  });
  printReport(found, console.log);
  if (!values['no-docs']) {
    const costs = join(root, 'tools/dataset/costs.json');
    const machine = existsSync(costs)
      ? JSON.parse(readFileSync(costs, 'utf8')).machine
      : 'costs not recorded';
    const files = (values.measured ?? []).map(file => ` --measured ${relative(root, file)}`);
    if (values.states !== undefined) files.push(' --states STATES.jsonl');
    const command = `npm run policy:evaluate${files.length === 0 ? '' : ` --${files.join('')}`}`;
    writeDocuments(join(root, 'docs'), found, { command, machine, noise });
    console.log('\nWritten: docs/method.md, docs/figures/policy-*.svg');
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
