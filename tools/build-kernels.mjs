// Compiles src/kernels to WebAssembly, three builds from one source (see src/kernels/simd.ts).
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const kernels = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'kernels');
export const kernelBuilds = [
  { name: 'relaxed-dot-add', relaxed: true, dotAdd: true },
  { name: 'relaxed-dot', relaxed: true, dotAdd: false },
  { name: 'plain', relaxed: false, dotAdd: false },
];

/**
 * Compiles one build.
 * @param {{relaxed: boolean, dotAdd: boolean}} build
 * @param {(name: string) => string | null} readSource the text of a source file, null when there is none
 * @returns {Promise<Uint8Array>} the WebAssembly module
 * @throws Error with the compiler's messages
 */
export async function compileKernels({ relaxed, dotAdd }, readSource = readFromDisk) {
  const options = [
    ...['index.ts', '--outFile', 'out.wasm', '-O3', '--noAssert', '--runtime', 'stub'],
    ...['--enable', `simd,threads,bulk-memory${relaxed ? ',relaxed-simd' : ''}`],
    ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
    ...['--memoryBase', '1024'],
  ];
  let compiled;
  const { error, stderr } = await asc.main(options, {
    // Sources as they are, except the options of the build.
    readFile: name =>
      name.endsWith('build-options.ts') ? `export const DOT_ADD: bool = ${dotAdd};\n` : readSource(name),
    writeFile: (_, contents) => {
      compiled = contents;
    },
    listFiles: () => [],
  });
  if (error) throw new Error(stderr.toString());
  return compiled;
}

function readFromDisk(name) {
  try {
    return readFileSync(join(kernels, name), 'utf8');
  } catch {
    return null;
  }
}

async function buildAll() {
  mkdirSync(join(kernels, 'build'), { recursive: true });
  for (const { name, ...build } of kernelBuilds) {
    const file = join(kernels, 'build', `${name}.wasm`);
    writeFileSync(file, await compileKernels(build));
    console.log(`${name}: ${statSync(file).size} bytes`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await buildAll();
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
