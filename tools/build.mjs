/** Builds the kernels and the app: `npm run build`; `--if-stale` skips what is up to date. */
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = resolve(fileURLToPath(new URL('..', import.meta.url)));

/** What each product is made from, below the root; a folder stands for everything in it. */
const steps = [
  {
    name: 'kernels',
    product: 'src/kernels/build',
    sources: ['src/kernels', 'tools/build-kernels.mjs', 'package-lock.json'],
    ignore: ['src/kernels/build'],
    command: [process.execPath, 'tools/build-kernels.mjs'],
  },
  {
    name: 'app',
    product: 'dist/index.html',
    sources: [
      'src',
      'public',
      'index.html',
      'bench.html',
      'bench/page.ts',
      'bench/product.ts',
      'bench/measure.ts',
      'bench/ui',
      'bench/lib',
      'bench/prompts',
      'vite.config.ts',
      'tools/offline-plugin.mjs',
      'package-lock.json',
    ],
    ignore: [],
    command: [process.execPath, 'node_modules/vite/bin/vite.js', 'build', '--logLevel', 'warn'],
  },
];

/** Times of change of every file below `path`, milliseconds; none when it does not exist. */
export function changeTimes(path, ignore = []) {
  if (!existsSync(path) || ignore.includes(path)) return [];
  const entry = statSync(path);
  if (!entry.isDirectory()) return [entry.mtimeMs];
  return readdirSync(path).flatMap(name => changeTimes(join(path, name), ignore));
}

/** Whether a product is missing or older than one of its sources. */
export function isStale(product, sources, ignore = []) {
  const made = changeTimes(product);
  if (made.length === 0) return true;
  return sources.some(source => changeTimes(source, ignore).some(time => time > Math.min(...made)));
}

/**
 * Runs a command in the root with its output shown.
 * @returns {Promise<number>} its exit code
 */
export function run(command, environment = {}) {
  return new Promise((done, failed) => {
    const child = spawn(command[0], command.slice(1), {
      cwd: root,
      stdio: 'inherit',
      env: { ...process.env, ...environment },
    });
    child.on('error', failed);
    child.on('close', (code, signal) => done(code ?? (signal ? 1 : 0)));
  });
}

/**
 * Builds everything, or only what is stale.
 * @throws {Error} naming the step that failed
 */
export async function build({ onlyStale, only = steps.map(step => step.name), log = console.log }) {
  if (!existsSync(join(root, 'node_modules/vite'))) throw new Error('Packages are missing. Run: npm ci');
  for (const { name, product, sources, ignore, command } of steps.filter(step => only.includes(step.name))) {
    const at = path => join(root, path);
    if (onlyStale && !isStale(at(product), sources.map(at), ignore.map(at))) continue;
    log(`Building the ${name} …`);
    const code = await run(command);
    if (code !== 0) throw new Error(`Building the ${name} failed (exit code ${code}).`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await build({ onlyStale: process.argv.includes('--if-stale') }).catch(error => {
    console.error(error.message);
    process.exitCode = 1;
  });
}
