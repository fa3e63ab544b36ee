/** `npm run bench:assets`: a Python environment in bench/assets, then the ONNX files for transformers.js. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root, run } from '../tools/build.mjs';

const assets = join(root, 'bench/assets');
const windows = process.platform === 'win32';
const python = join(assets, '.venv', windows ? 'Scripts/python.exe' : 'bin/python');

async function step(command, help) {
  const code = await run(command).catch(error => error.message);
  if (code === 0) return;
  console.error(`${command.join(' ')} failed (${code}). ${help}`);
  process.exit(1);
}

await mkdir(assets, { recursive: true });
if (!existsSync(python)) {
  const maker = [windows ? 'python' : 'python3', '-m', 'venv', join(assets, '.venv')];
  await step(
    maker,
    'It needs Python 3.11 or newer with its venv module (Debian: apt-get install python3-venv).',
  );
}
await step(
  [python, '-m', 'pip', 'install', '--quiet', '-r', 'bench/requirements.txt'],
  'Is the package index reachable?',
);
await step([python, 'bench/make-onnx.py', ...process.argv.slice(2)], 'See the message above.');
