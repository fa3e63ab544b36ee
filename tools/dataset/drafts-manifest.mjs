/**
 * `node tools/dataset/drafts-manifest.mjs`: writes public/drafts/manifest.json from the files there. A file's name is its id:
 * ngram-*.bin are n-gram tables, head-*.gguf heads on the target's hidden states, model-*.gguf small models.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../build.mjs';

const folder = join(root, 'public/drafts');
const { id: target } = JSON.parse(
  readFileSync(join(root, 'public/models/smollm2-135m-instruct/manifest.json'), 'utf8'),
);
const drafts = readdirSync(folder)
  .filter(file => /^(ngram-[a-z-]+\.bin|(head|model)-[a-z-]+\.gguf)$/.test(file))
  .sort()
  .map(file => {
    const bytes = readFileSync(join(folder, file));
    const id = file.replace(/\.[a-z]+$/, '');
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { id, type: id.split('-')[0], file, bytes: bytes.length, sha256 };
  });
const manifest = {
  format: 'draftpick-drafts',
  version: 1,
  target,
  licence: 'Apache-2.0',
  source: 'derived from the outputs and weights of SmolLM2-135M-Instruct (see NOTICE and docs/models.md)',
  drafts,
};
writeFileSync(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
for (const { id, bytes } of drafts) console.log(`${id}: ${bytes} bytes`);
