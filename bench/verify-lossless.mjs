/**
 * `npm run verify:lossless`: the real model in the browser, greedy, every draft, with the draft length free and fixed,
 * must give the very tokens that target-only decoding gives one at a time. Last line: `N runs, M mismatches`.
 */
import { openProduct } from './lib/engines.mjs';
import { openLab } from './lib/lab.mjs';
import { parseVerifyOptions } from './lib/options.mjs';
import { limitPrompts } from './lib/prompts.mjs';
import { readPrompts } from './lib/read-prompts.mjs';

async function main() {
  const options = parseVerifyOptions(process.argv.slice(2));
  const prompts = limitPrompts(await readPrompts(options.prompts), options.limit);
  const lab = await openLab();
  try {
    const product = await openProduct(lab);
    const { arms, kernel, threads } = product.info;
    console.log(
      `${prompts.length} prompts, drafts ${arms.join(', ')}, kernel build ${kernel}, ${threads} threads`,
    );
    let [runs, mismatches, accepted, tested] = [0, 0, 0, 0];
    for (const [i, { id, prompt }] of prompts.entries()) {
      const base = { messages: [{ role: 'user', content: prompt }], maxTokens: options.maxTokens };
      const expected = await product.run({ ...base, arm: 'none', maxDraft: 0 });
      if (expected.tested !== 0 || expected.rounds !== expected.decodedTokens) {
        throw new Error(`${id}: target-only decoding did not go one token at a time`);
      }
      for (const variant of variantsOf(arms)) {
        // The prompt is still in the cache from the run before, so its reuse is checked along with the draft.
        const result = await product.run({ ...base, ...variant, cold: false });
        runs++;
        accepted += result.accepted;
        tested += result.tested;
        const difference = firstDifference(expected.ids, result.ids);
        if (difference === undefined) continue;
        mismatches++;
        const name = `${variant.arm}${variant.fixedDraft ? ', fixed draft' : ''}`;
        console.log(
          `${id} (${name}): token ${difference} is ${result.ids[difference]}, target-only has ${expected.ids[difference]}`,
        );
      }
      if ((i + 1) % 10 === 0) console.log(`${i + 1} of ${prompts.length} prompts`);
    }
    console.log(`${accepted} of ${tested} tested draft tokens were kept`);
    return { runs, mismatches };
  } finally {
    await lab.close();
  }
}

/** Each draft with its length chosen by the cost model, and always at its longest. */
function variantsOf(arms) {
  return arms.flatMap(arm =>
    arm === 'none'
      ? [{ arm, fixedDraft: false }]
      : [
          { arm, fixedDraft: false },
          { arm, fixedDraft: true },
        ],
  );
}

/** Index of the first token that differs, a missing one included; undefined when the lists are equal. */
function firstDifference(expected, actual) {
  const length = Math.max(expected.length, actual.length);
  for (let i = 0; i < length; i++) if (expected[i] !== actual[i]) return i;
  return undefined;
}

try {
  const { runs, mismatches } = await main();
  console.log(`${runs} runs, ${mismatches} mismatches`);
  process.exitCode = mismatches > 0 ? 1 : 0;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
