/**
 * Builds the n-gram drafts from the target's outputs and prints how they fare on outputs none of them has seen.
 *
 *   node tools/dataset/build-ngrams.mjs OUTPUTS.jsonl … [--held-out FILE.jsonl …] [--out public/drafts] [--max-bytes 4000000]
 *     [--longest 8] [--history 4] [--only general,code] [--growing | --curve]
 *
 * A line of OUTPUTS: {"id", "kind", "prompt": [token ids], "tokens": [token ids]}. With --growing nothing is written: the
 * growing table is tried on the outputs, one after the other, and the measured priors are printed. With --curve nothing is
 * written either: the general table is tried with a part of the outputs.
 */
import { createReadStream, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { createGunzip } from 'node:zlib';
import { runnerImport } from 'vite';
import { root } from '../build.mjs';

const load = async path => (await runnerImport(path, { root, configFile: false, logLevel: 'warn' })).module;

async function* linesOf(files) {
  for (const file of files) {
    const bytes = createReadStream(file);
    const input = file.endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
    yield* createInterface({ input, crlfDelay: Infinity });
  }
}

try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      'held-out': { type: 'string', multiple: true },
      out: { type: 'string', default: join(root, 'public/drafts') },
      'max-bytes': { type: 'string' },
      longest: { type: 'string' },
      history: { type: 'string' },
      only: { type: 'string' },
      growing: { type: 'boolean', default: false },
      curve: { type: 'boolean', default: false },
    },
  });
  if (positionals.length === 0) throw new Error('which outputs? Name one or more JSONL files');
  const { readSets, buildAll, tryCurve, tryGrowing } = await load('./tools/dataset/ngrams/build-all.ts');
  const { defaultOptions } = await load('./tools/dataset/ngrams.ts');
  const number = (name, fallback) => {
    const value = Number(values[name] ?? fallback);
    if (!Number.isInteger(value) || value < 0) throw new Error(`--${name}: a whole number`);
    return value;
  };
  const options = {
    ...defaultOptions,
    maxBytes: number('max-bytes', defaultOptions.maxBytes),
    longest: number('longest', defaultOptions.longest),
    history: number('history', defaultOptions.history),
  };
  const heldOut = values['held-out'];
  const sets = await readSets(linesOf(positionals), heldOut === undefined ? undefined : linesOf(heldOut));
  console.log(`${sets.counted.length} outputs counted, ${sets.heldOut.length} held out`);
  if (values.growing) {
    tryGrowing(sets.counted, options.vocabulary, console.log);
  } else if (values.curve) {
    tryCurve(sets, options, console.log);
  } else {
    mkdirSync(values.out, { recursive: true });
    for (const { name, bytes } of buildAll(sets, options, values.only?.split(','), console.log)) {
      writeFileSync(join(values.out, `ngram-${name}.bin`), bytes);
    }
  }
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
