/**
 * `node tools/policy/states.mjs --out STATES.jsonl`: the target's hidden state, pooled over the prompt, of every prompt of the offline
 * dataset, for `npm run policy:evaluate -- --states STATES.jsonl`.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import '../enable-relaxed-simd.mjs';
import { build, root } from '../build.mjs';

const { values } = parseArgs({ options: { out: { type: 'string' } } });
if (values.out === undefined) {
  console.error('Give --out FILE.');
  process.exit(2);
}
await build({ onlyStale: true, only: ['kernels'] });
const { module } = await runnerImport('./tools/policy/states.ts', {
  root,
  configFile: false,
  logLevel: 'warn',
});
await module.writeStates(
  join(root, 'src/kernels/build/relaxed-dot.wasm'),
  ['policy', 'evaluation'].map(name => join(root, `tools/dataset/outputs/${name}.jsonl.gz`)),
  values.out,
  console.error,
);
