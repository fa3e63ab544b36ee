// Compiles src/kernels to WebAssembly, three builds from one source (see src/kernels/simd.ts).
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const kernels = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'kernels');
const builds = [
  { name: 'relaxed-dot-add', relaxed: true, dotAdd: true },
  { name: 'relaxed-dot', relaxed: true, dotAdd: false },
  { name: 'plain', relaxed: false, dotAdd: false },
];

/** Sources come from disk, except the options of the build. */
function readSource(name, dotAdd) {
  if (name.endsWith('build-options.ts')) return `export const DOT_ADD: bool = ${dotAdd};\n`;
  try {
    return readFileSync(join(kernels, name), 'utf8');
  } catch {
    return null;
  }
}

mkdirSync(join(kernels, 'build'), { recursive: true });
for (const { name, relaxed, dotAdd } of builds) {
  const file = join(kernels, 'build', `${name}.wasm`);
  const options = [
    ...['index.ts', '--outFile', 'out.wasm', '-O3', '--noAssert', '--runtime', 'stub'],
    ...['--enable', `simd,threads,bulk-memory${relaxed ? ',relaxed-simd' : ''}`],
    ...[
      '--importMemory',
      '--sharedMemory',
      '--initialMemory',
      '1',
      '--maximumMemory',
      '65536',
      '--memoryBase',
      '1024',
    ],
  ];
  const { error, stderr } = await asc.main(options, {
    readFile: source => readSource(source, dotAdd),
    writeFile: (_, contents) => writeFileSync(file, contents),
    listFiles: () => [],
  });
  if (error) {
    console.error(stderr.toString());
    process.exit(1);
  }
  console.log(`${name}: ${statSync(file).size} bytes`);
}
