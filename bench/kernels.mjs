/**
 * `npm run bench:kernels [-- --against REVISION] [--build NAME]`: how fast the products of src/kernels are over 1 … 8 rows, in headless
 * Chromium on one thread, with weights that do not fit any cache; and the same of another revision of git, taking turns.
 *
 * Prints billions of multiplications a second, and where a revision was given the ratio of both: above 1 = faster than it was. The
 * bits of both are compared.
 */
import { execFileSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { build, root } from '../tools/build.mjs';
import { compileKernels, kernelBuilds } from '../tools/build-kernels.mjs';
import { openLab } from './lib/lab.mjs';
import { describeMachine } from './lib/machine.mjs';
import { median } from './lib/statistics.mjs';

const shapes = [
  { planes: 1, columns: 576 },
  { planes: 1, columns: 1536 },
  { planes: 2, columns: 576 },
];
const rows = [1, 2, 3, 4, 5, 6, 7, 8];
const turns = 9;

const { values } = parseArgs({ options: { against: { type: 'string' }, build: { type: 'string' } } });
const chosen = kernelBuilds.find(({ name }) => name === (values.build ?? 'relaxed-dot'));
if (!chosen) throw new Error(`--build is one of ${kernelBuilds.map(({ name }) => name).join(', ')}`);

await build({ onlyStale: true, log: console.error });
const modules = { now: await compileKernels(chosen) };
if (values.against !== undefined) modules.before = await compileKernels(chosen, sourceAt(values.against));

const lab = await openLab();
try {
  const page = await lab.open('bench.html');
  await page.evaluate(prepare, {
    modules: Object.fromEntries(Object.entries(modules).map(([name, bytes]) => [name, [...bytes]])),
  });
  console.log(`${describeMachine(lab.browser.version())}; kernel build ${chosen.name}, 1 thread`);
  for (const shape of shapes) {
    const { now, before } = await page.evaluate(measure, { shape, rows, turns });
    console.log(`\n${shape.planes * 4}-bit weights, ${shape.columns} columns`);
    for (const [i, count] of rows.entries()) {
      const speed = median(now.speeds[i]);
      const line = `  ${count} row${count > 1 ? 's' : ' '}  ${speed.toFixed(1).padStart(5)} G/s`;
      if (before === undefined) {
        console.log(line);
        continue;
      }
      const ratio = median(now.speeds[i].map((value, turn) => value / before.speeds[i][turn]));
      const same = now.digests[i] === before.digests[i] ? '' : '  OTHER BITS';
      console.log(`${line}  ${ratio.toFixed(2)} × ${values.against}${same}`);
    }
  }
} finally {
  await lab.close();
}

/** Reads the kernels' sources as they were in a revision. */
function sourceAt(revision) {
  return name => {
    try {
      return execFileSync('git', ['show', `${revision}:src/kernels/${name}`], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    } catch {
      return null;
    }
  };
}

/** In the page: instances over memories with some weights. */
async function prepare({ modules }) {
  const pageBytes = 65536;
  const megabytes = 100;
  window.kernels = {};
  for (const [name, bytes] of Object.entries(modules)) {
    const pages = (megabytes + 8) * 16;
    const memory = new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
    const words = new Uint32Array(memory.buffer, pageBytes);
    // Exponents in the middle of the f16 range: subnormal scales are slow, and real weights have none.
    for (let i = 0; i < words.length; i++)
      words[i] = 0x20202020 | ((Math.imul(i, 0x9e3779b1) >>> 3) & 0x1f1f1f1f);
    const places = { x: pageBytes, pairs: 3 * pageBytes, out: 5 * pageBytes, weights: 8 * 16 * pageBytes };
    new Float32Array(memory.buffer, places.pairs, 4096).fill(2 ** 100);
    const abort = () => {
      throw new Error('kernel aborted');
    };
    const instance = await WebAssembly.instantiate(new Uint8Array(bytes), { env: { memory, abort } });
    window.kernels[name] = { ...places, exports: instance.instance.exports, memory, megabytes };
  }
}

/** In the page: products with slices of the weights, one after the other, as the layers of a model are gone through. */
function measure({ shape, rows, turns }) {
  const { planes, columns } = shape;
  const outputs = 576;
  const slice = (outputs / 16) * (columns / 32) * (planes * 256 + 64);
  const through = (kernels, count) => {
    const { exports, weights, x, pairs, out, megabytes } = kernels;
    const slices = Math.floor((megabytes * 1e6) / slice);
    for (let i = 0; i < slices; i++) {
      exports.matmul(weights + i * slice, planes, x, pairs, count, columns, out, outputs, 0, outputs / 16);
    }
    return slices * count * outputs * columns;
  };
  const digest = ({ memory, out }, count) =>
    new Uint32Array(memory.buffer, out, count * outputs).reduce(
      (sum, word) => (Math.imul(sum, 31) + word) | 0,
      0,
    );
  const results = Object.fromEntries(
    Object.keys(window.kernels).map(name => [name, { speeds: rows.map(() => []), digests: [] }]),
  );
  for (let turn = -1; turn < turns; turn++) {
    for (const [i, count] of rows.entries()) {
      for (const [name, kernels] of Object.entries(window.kernels)) {
        const start = performance.now();
        const products = through(kernels, count);
        const speed = products / (performance.now() - start) / 1e6;
        // The first turn is for the compiler, which optimises meanwhile.
        if (turn >= 0) results[name].speeds[i].push(speed);
        else results[name].digests[i] = digest(kernels, count);
      }
    }
  }
  return results;
}
