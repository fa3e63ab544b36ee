/**
 * `npm run quality`: how close the engine comes to plain fp32 arithmetic on the same weights. Exits 1 when the mean KL
 * divergence is above 0.005 nats or the most likely token agrees at less than 97 % of the positions.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import '../tools/enable-relaxed-simd.mjs';
import { build, root } from '../tools/build.mjs';

const limits = { kl: 0.005, agreement: 0.97 };
const builds = ['relaxed-dot-add', 'relaxed-dot', 'plain'];

/** Short requests of several kinds: the long part is what the engine writes. */
const prompts = [
  'Explain photosynthesis to a ten year old.',
  'Write a Python function that checks whether a number is prime.',
  'Tell me a short story about a lighthouse keeper.',
  'What is 17 times 24? Show your steps.',
  'Give me five tips for saving money.',
  'Write an e-mail that invites a friend to dinner on Friday.',
  'Why is the sky blue?',
  'List three differences between cats and dogs.',
  'Describe a day in the life of a baker.',
  'How do I boil an egg?',
];

try {
  const { values } = parseArgs({
    options: { build: { type: 'string', default: builds[0] }, positions: { type: 'string', default: '400' } },
  });
  const positions = Number(values.positions);
  if (!builds.includes(values.build)) throw new Error(`--build: one of ${builds.join(', ')}`);
  if (!Number.isInteger(positions) || positions < 1) throw new Error('--positions: a whole number from 1');
  await build({ onlyStale: true, only: ['kernels'] });
  const { module } = await runnerImport('./bench/quality/check-quality.ts', {
    root,
    configFile: false,
    logLevel: 'warn',
  });
  const report = await module.checkQuality({
    kernels: join(root, 'src/kernels/build', `${values.build}.wasm`),
    threads: 2,
    prompts,
    tokensPerPrompt: 96,
    positions,
    log: line => console.error(line),
  });
  console.log(`kernel build ${values.build}, ${report.positions} greedy positions`);
  console.log(
    `KL(reference ‖ engine): mean ${report.meanKl.toFixed(5)}, largest ${report.maxKl.toFixed(4)} nats (mean at most ${limits.kl})`,
  );
  console.log(
    `most likely token agrees: ${(100 * report.agreement).toFixed(1)} % (at least ${100 * limits.agreement} %)`,
  );
  const enough = report.positions >= positions;
  if (!enough) console.log(`only ${report.positions} of ${positions} positions: the answers were too short`);
  process.exitCode = enough && report.meanKl <= limits.kl && report.agreement >= limits.agreement ? 0 : 1;
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
