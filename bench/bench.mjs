/** `npm run bench`: the product in a headless browser against its peers, on the same prompts, taking turns. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { root } from '../tools/build.mjs';
import { openNative, openProduct, openTransformers, openWllama, Skipped } from './lib/engines.mjs';
import { openLab } from './lib/lab.mjs';
import { describeMachine } from './lib/machine.mjs';
import { benchUsage, limitPrompts, parseBenchOptions, resolveArms } from './lib/options.mjs';
import { readPrompts } from './lib/prompts.mjs';
import { markdownTable, tableCells, textTable, withoutTimes, writeMarkdown } from './lib/report.mjs';
import { summarise } from './lib/statistics.mjs';
import { policyTotals, totalsText } from './lib/totals.mjs';

const messagesOf = prompt => [{ role: 'user', content: prompt }];
const warmUp = messagesOf('Name three colours.');

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
    for (const close of closers) await close();
    await report({ rows, machine, notes, options, prompts });
  } finally {
    await lab.close();
  }
}

/**
 * Opens the engines asked for.
 * @returns lanes: what takes turns on each prompt. A lane's `run(prompt)` answers a row without id and category.
 */
async function openLanes(lab, { engines, arms, maxTokens, backend }, prompts) {
  const lanes = [];
  const notes = [];
  const closers = [];
  let product;
  const add = (engine, variant, run) => lanes.push({ engine, variant, run });
  const openers = {
    draftpick: async () => addProduct(),
    'target-only': async () => {
      const { run } = await theProduct();
      add('target-only', undefined, ({ prompt }) =>
        run({ messages: messagesOf(prompt), arm: 'none', maxDraft: 0, maxTokens }),
      );
    },
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
    product = await openProduct(lab, backend);
    if (backend !== 'cpu')
      notes.push(`The target runs on ${product.info.backend}. ${product.info.backendReason}`);
    closers.push(product.close);
    await product.run({ messages: warmUp, arm: 'none', maxTokens: 16 });
    const memory = await product.memory();
    const megabytes = bytes => `${(bytes / 1e6).toFixed(0)} MB`;
    notes.push(
      `Memory: WebAssembly ${megabytes(product.info.memoryBytes)}` +
        (memory ? `; page, worker and model together ${megabytes(memory)} resident.` : '.'),
    );
    return product;
  }
  async function addProduct() {
    const { run, choose, choiceMs, learn, info } = await theProduct();
    const chosen = resolveArms(arms, info.arms);
    // The first run of an arm loads its drafts.
    for (const arm of info.arms) await run({ messages: warmUp, arm, maxTokens: 16 });
    if (arms === 'policy' || arms === 'all') {
      add('draftpick', undefined, async ({ prompt }) => {
        const { arm, reason } = await choose({ prompt });
        const result = await run({ messages: messagesOf(prompt), arm, maxTokens });
        await learn({ prompt, arm, speedUp: (result.plainMs * result.decodedTokens) / result.decodeMs });
        return { ...result, arm, picked: true, choice: reason };
      });
    }
    if (arms === 'policy' || arms === 'all') {
      const longest = prompts.reduce((most, { prompt }) => (prompt.length > most.length ? prompt : most), '');
      const ms = await choiceMs({ prompt: longest });
      notes.push(
        `Choosing a draft for the longest prompt (${longest.length} characters) takes ${ms.toFixed(3)} ms in the page.`,
      );
    }
    if (arms === 'policy') return;
    for (const arm of chosen) {
      add('draftpick', arm, async ({ prompt }) => ({
        ...(await run({ messages: messagesOf(prompt), arm, maxTokens })),
        arm,
      }));
    }
  }
  async function addPeer(name, engine, variant) {
    closers.push(engine.close);
    await engine.run({ messages: warmUp, maxTokens: 16 });
    add(name, variant, ({ prompt }) => engine.run({ messages: messagesOf(prompt), maxTokens }));
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

/** Prompt by prompt, every lane once; which lane begins moves on with each prompt. */
async function runAll(lanes, prompts, { maxTokens }) {
  const rows = [];
  for (const [i, prompt] of prompts.entries()) {
    const first = i % lanes.length;
    for (const lane of [...lanes.slice(first), ...lanes.slice(0, first)]) {
      const { ids, text, ...result } = await lane.run(prompt);
      rows.push({
        engine: lane.engine,
        arm: null,
        id: prompt.id,
        category: prompt.category,
        ...result,
        ...(lane.variant ? { variant: lane.variant } : {}),
        msPerToken: result.decodedTokens > 0 ? result.decodeMs / result.decodedTokens : null,
        stoppedAtLimit: result.tokens >= maxTokens,
      });
    }
    const mine = rows.slice(-lanes.length);
    const figures = mine.map(
      row => `${row.engine}${row.arm ? `/${row.arm}` : ''} ${(row.msPerToken ?? 0).toFixed(1)}`,
    );
    console.error(
      `${String(i + 1).padStart(3)}/${prompts.length} ${prompt.id}: ${figures.join(', ')} ms/token`,
    );
  }
  return rows;
}

async function report({ rows, machine, notes, options, prompts }) {
  const engines = [...new Set(rows.map(row => row.engine))];
  const baselines = ['target-only', 'transformers.js'].filter(name => engines.includes(name));
  const cells = tableCells(summarise(rows, baselines), baselines);
  const explanation =
    `${prompts.length} prompts, greedy, at most ${options.maxTokens} tokens. Medians over prompts; ratios are medians of ` +
    'per-prompt ratios, above 1 = faster than the engine named, with the number of prompts behind them.';
  console.log(`\n${machine}\n${explanation}\n${notes.join('\n')}\n\n${textTable(cells)}`);
  const totals = policyTotals(rows);
  if (totals) console.log(`\n${totalsText(totals)}`);
  if (options.json) {
    await mkdir(dirname(options.json), { recursive: true });
    const result = {
      recordedAt: new Date().toISOString(),
      machine,
      notes,
      maxTokens: options.maxTokens,
      ...(totals ? { totals } : {}),
      rows,
    };
    await writeFile(options.json, `${JSON.stringify(result, null, 1)}\n`);
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
