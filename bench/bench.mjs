/** `npm run bench`: the product in a headless browser against its peers, on the same prompts, taking turns. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../tools/build.mjs';
import { openNative, openProduct, openTransformers, openWllama, Skipped } from './lib/engines.mjs';
import { openLab } from './lib/lab.mjs';
import {
  armLane,
  messagesOf,
  peerLane,
  policyLane,
  takeTurns,
  targetOnlyLane,
  warmUp,
} from './lib/lanes.mjs';
import { describeMachine } from './lib/machine.mjs';
import { backendNote, choiceNote, memoryNote, movedNote, passesNote, softwareGpuNote } from './lib/notes.mjs';
import { benchUsage, parseBenchOptions, resolveArms } from './lib/options.mjs';
import { outcomeOf, resultFile } from './lib/outcome.mjs';
import { limitPrompts } from './lib/prompts.mjs';
import { readPrompts } from './lib/read-prompts.mjs';
import { writeMarkdown } from './lib/report.mjs';
import { markdownTable, textTable, withoutTimes } from './lib/table.mjs';
import { totalsText } from './lib/totals.mjs';

try {
  const options = parseBenchOptions(process.argv.slice(2));
  if (options.help) console.log(benchUsage);
  else await main(options);
} catch (error) {
  console.error(error.message);
  if (error.code?.startsWith('ERR_PARSE_ARGS') || error.message.startsWith('--'))
    console.error(`\n${benchUsage}`);
  process.exitCode = 1;
}

async function main(options) {
  const prompts = limitPrompts(await readPrompts(options.prompts), options.limit);
  const lab = await openLab({ webgpu: options.backend !== 'cpu' });
  try {
    const { lanes, notes, product, closers } = await openLanes(lab, options, prompts);
    if (lanes.length === 0) throw new Error('No engine is left to run.');
    const machine = describeMachine(lab.browser.version(), product?.info);
    const rows = await runAll(lanes, prompts, options);
    const moved = await product?.moved();
    if (moved) notes.push(movedNote(moved));
    for (const close of closers) await close();
    await report({ rows, machine, notes, options });
  } finally {
    await lab.close();
  }
}

/** Opens the engines asked for, one lane or several each. */
async function openLanes(lab, { engines, arms, maxTokens, backend }, prompts) {
  const lanes = [];
  const notes = [];
  const closers = [];
  let product;
  const openers = {
    draftpick: () => addProduct(),
    'target-only': async () => lanes.push(targetOnlyLane(await theProduct(), maxTokens)),
    'transformers.js': async () => {
      const engine = await openTransformers(lab, messagesOf(prompts[0].prompt));
      const { trials, dtype, version, threads } = engine.info;
      const others = Object.entries(trials).filter(([other]) => other !== dtype);
      const ratios = others.map(
        ([other, ms]) => `${(ms / trials[dtype]).toFixed(2)} times as fast as ${other}`,
      );
      notes.push(
        `transformers.js ${version}: a short trial on the first prompt had ${dtype} ${ratios.join(', ')}; ` +
          `it runs with ${dtype} on ${threads} threads.`,
      );
      await addPeer('transformers.js', engine, engine.info.dtype);
    },
    wllama: async () => addPeer('wllama', await openWllama(lab)),
    'llama.cpp': async () => addPeer('llama.cpp', await openNative(), 'native'),
  };
  async function theProduct() {
    if (product) return product;
    product = await openProduct(lab, backend, warnOfSoftware);
    if (backend !== 'cpu') notes.push(backendNote(product.info));
    notes.push(passesNote(product.info));
    closers.push(product.close);
    await warmUp(product, 'none');
    notes.push(memoryNote(product.info, await product.memory()));
    return product;
  }
  function warnOfSoftware(gpu) {
    const note = softwareGpuNote(gpu);
    if (note !== undefined) console.error(`${note} --backend cpu takes the CPU engine.`);
  }
  async function addProduct() {
    const product = await theProduct();
    const chosen = resolveArms(arms, product.info.arms);
    for (const arm of chosen) await warmUp(product, arm);
    if (arms === 'policy' || arms === 'all') {
      lanes.push(policyLane(product, maxTokens));
      notes.push(await choiceNote(product, prompts));
    }
    if (arms !== 'policy') lanes.push(...chosen.map(arm => armLane(product, arm, maxTokens)));
  }
  async function addPeer(name, engine, variant) {
    closers.push(engine.close);
    await warmUp(engine);
    lanes.push(peerLane(name, variant, engine, maxTokens));
  }
  for (const name of engines) {
    console.error(`Opening ${name} …`);
    try {
      await openers[name]();
    } catch (error) {
      if (!(error instanceof Skipped)) throw error;
      notes.push(`${name} was skipped: ${error.message}`);
      console.error(notes.at(-1));
    }
  }
  return { lanes, notes, product, closers };
}

/** Every lane on every prompt, with a line for each prompt. */
async function runAll(lanes, prompts, { maxTokens, repeats }) {
  const rows = [];
  for await (const row of takeTurns(lanes, prompts, maxTokens, undefined, repeats)) {
    rows.push(row);
    if (rows.length % lanes.length > 0) continue;
    const figures = rows
      .slice(-lanes.length)
      .map(
        ({ engine, arm, msPerToken }) => `${engine}${arm ? `/${arm}` : ''} ${(msPerToken ?? 0).toFixed(1)}`,
      );
    const number = String(rows.length / lanes.length).padStart(3);
    console.error(`${number}/${prompts.length} ${row.id}: ${figures.join(', ')} ms/token`);
  }
  return rows;
}

async function report({ rows, machine, notes, options }) {
  const { maxTokens } = options;
  const { cells, explanation, totals } = outcomeOf(rows, maxTokens);
  console.log(`\n${machine}\n${explanation}\n${notes.join('\n')}\n\n${textTable(cells)}`);
  if (totals) console.log(`\n${totalsText(totals)}`);
  if (options.json) {
    await mkdir(dirname(options.json), { recursive: true });
    await writeFile(options.json, resultFile({ rows, machine, notes, maxTokens, totals, now: new Date() }));
    console.log(`\nRows: ${options.json}`);
  }
  if (options.markdown) {
    const date = new Date().toISOString().slice(0, 10);
    const noteList = notes.map(note => `- ${note}`).join('\n');
    const text = `${date}, ${machine}.\n\n${explanation}\n\n${markdownTable(withoutTimes(cells))}\n\n${noteList}`;
    await writeMarkdown(join(root, 'docs/benchmarks.md'), text);
    console.log('\nWritten: docs/benchmarks.md');
  }
}
