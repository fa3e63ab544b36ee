/**
 * `npm run dataset:build [-- --states FOLDER]`: the offline dataset, public/lab/offline-dataset.json, from the target's recorded outputs
 * that no draft was made from (tools/dataset/outputs) and the drafts in public/drafts. FOLDER has hidden states as
 * `dataset:generate --hidden` wrote them; without it the target computes them again. One process uses one core: run N of them with
 * --part 1/N … N/N and different --out, then once with --join A --join B …. With `--report` instead the figures of every draft on the held-out prompts, written
 * into docs/models.md (`npm run drafts:report`).
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import '../enable-relaxed-simd.mjs';
import { build, root } from '../build.mjs';

const { values } = parseArgs({
  options: {
    states: { type: 'string' },
    report: { type: 'boolean', default: false },
    drafts: { type: 'string', default: join(root, 'public/drafts') },
    out: { type: 'string', default: join(root, 'public/lab/offline-dataset.json') },
    limit: { type: 'string', default: '700' },
    'policy-limit': { type: 'string', default: '700' },
    part: { type: 'string', default: '1/1' },
    join: { type: 'string', multiple: true },
    build: { type: 'string', default: 'relaxed-dot' },
  },
});
await build({ onlyStale: true, only: ['kernels'] });
const load = async file => (await runnerImport(file, { root, configFile: false, logLevel: 'warn' })).module;
const prompts = join(root, 'tools/dataset/prompts');
const options = {
  kernels: join(root, 'src/kernels/build', `${values.build}.wasm`),
  outputs: ['policy', 'evaluation'].map(name => join(root, `tools/dataset/outputs/${name}.jsonl.gz`)),
  states: values.states,
  prompts: readdirSync(prompts).map(file => join(prompts, file)),
  drafts: values.drafts,
  target: 'smollm2-135m-instruct',
  costs: JSON.parse(readFileSync(join(root, 'tools/dataset/costs.json'), 'utf8')),
  limit: Number(values.limit),
  log: line => console.error(line),
};
if (values.report) {
  const { reportDrafts } = await load('./tools/dataset/report-drafts.ts');
  const [start, end] = ['<!-- drafts:start, written by `npm run drafts:report` -->', '<!-- drafts:end -->'];
  const file = join(root, 'docs/models.md');
  const { markdown: report, figure } = await reportDrafts(options);
  // Read now: the report takes minutes, in which somebody may have written.
  const text = readFileSync(file, 'utf8');
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from)
    throw new Error(`docs/models.md lacks the lines "${start}" and "${end}":\n${report}`);
  const heading = `Costs: ${options.costs.machine}.`;
  writeFileSync(file, `${text.slice(0, from + start.length)}\n\n${heading} ${report}\n\n${text.slice(to)}`);
  writeFileSync(join(root, 'docs/figures/draft-reliability.svg'), figure);
  console.log(report);
} else if (values.join !== undefined) {
  const { joinDatasets } = await load('./tools/dataset/build.ts');
  joinDatasets(values.join, values.out);
} else {
  const [part, parts] = values.part.split('/').map(Number);
  const { buildDataset } = await load('./tools/dataset/build.ts');
  mkdirSync(join(root, 'public/lab'), { recursive: true });
  await buildDataset({
    ...options,
    out: values.out,
    policyLimit: Number(values['policy-limit']),
    counted: join(root, 'tools/dataset/outputs/train.jsonl.gz'),
    part: part - 1,
    parts,
  });
}
