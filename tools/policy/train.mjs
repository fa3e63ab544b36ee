/**
 * `npm run policy:train [-- --dataset FILE] [--out FILE]`: trains what the page's policy begins with and writes
 * src/state/trained-policy.json.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { root } from '../build.mjs';

const load = async path => (await runnerImport(path, { root, configFile: false, logLevel: 'warn' })).module;

try {
  const { values } = parseArgs({
    options: {
      dataset: { type: 'string', default: join(root, 'public/lab/offline-dataset.json') },
      out: { type: 'string', default: join(root, 'src/state/trained-policy.json') },
    },
  });
  const { promptFiles, readDataset, readTexts } = await load('./tools/policy/data.ts');
  const { trainPolicy } = await load('./tools/policy/train.ts');
  const { measurementNoise } = await load('./src/core/policy/play.ts');
  // The dataset's speed-ups are computed from these (tools/dataset/build.ts).
  const { targetMs } = JSON.parse(readFileSync(join(root, 'tools/dataset/costs.json'), 'utf8'));
  const settings = { seed: 1, noise: measurementNoise, targetMs };
  const { trained } = trainPolicy(readDataset(values.dataset), readTexts(promptFiles(root)), settings);
  const text = `${JSON.stringify(trained)}\n`;
  writeFileSync(values.out, text);
  console.log(
    `${trained.prompts} prompts, ${trained.features.length} features, ${trained.arms.length} arms, ` +
      `α ${trained.alpha}, strength ${trained.strength}: ${(text.length / 1000).toFixed(1)} kB in ${relative(root, values.out)}`,
  );
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
