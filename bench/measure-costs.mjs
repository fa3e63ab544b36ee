/**
 * `node bench/measure-costs.mjs`: what passes of the target and guesses of drafts cost in the browser on this machine, into
 * tools/dataset/costs.json, which runs along recorded outputs calculate with. Medians over several loads of the page.
 */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from '../tools/build.mjs';
import { openProduct } from './lib/engines.mjs';
import { openLab } from './lib/lab.mjs';
import { describeMachine } from './lib/machine.mjs';

const loads = 5;
const prompt =
  'Explain in a few sentences how a bicycle stays upright, and what a beginner should practise first.';
/** An arm that guesses with one draft of the type alone. */
const armOf = { ngram: 'ngram', head: 'head', model: 'model' };

const median = values => [...values].sort((a, b) => a - b)[values.length >> 1];
const rounded = ms => Math.round(ms * 1000) / 1000;

const lab = await openLab();
try {
  const tables = [];
  const guesses = Object.fromEntries(Object.keys(armOf).map(type => [type, []]));
  let machine = '';
  for (let load = 0; load < loads; load++) {
    const product = await openProduct(lab);
    machine = describeMachine(lab.browser.version(), product.info);
    tables.push(product.info.cost.targetMs);
    for (const [type, arm] of Object.entries(armOf)) {
      const request = {
        messages: [{ role: 'user', content: prompt }],
        arm,
        sampling: { temperature: 0, topK: 0, topP: 1, seed: 0 },
        maxTokens: 96,
        stopStrings: [],
        // One guess a round, as is usual: right behind a pass, which has pushed the draft's weights out of the cache.
        maxDraft: 1,
        fixedDraft: true,
      };
      await product.events(request);
      const rounds = (await product.events(request)).filter(event => event.type === 'round');
      const guessed = rounds.filter(({ proposed }) => proposed.length > 0);
      guesses[type].push(median(guessed.map(({ draftMs, proposed }) => draftMs / proposed.length)));
    }
    await product.close();
  }
  const costs = {
    machine,
    targetMs: tables[0].map((_, i) => rounded(median(tables.map(table => table[i])))),
    guessMs: Object.fromEntries(Object.entries(guesses).map(([type, ms]) => [type, rounded(median(ms))])),
  };
  console.log(costs);
  const json = JSON.stringify(costs, null, 2).replace(/\[[^\]]*\]/, `[${costs.targetMs.join(', ')}]`);
  await writeFile(join(root, 'tools/dataset/costs.json'), `${json}\n`);
} finally {
  await lab.close();
}
