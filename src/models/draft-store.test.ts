import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { checkDrafts, DraftStore } from './draft-store.ts';
import { ModelStoreError } from './model-manifest.ts';

const bytes = Uint8Array.from({ length: 700 }, (_, i) => i & 0xff);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const draft = { id: 'ngram-tiny', type: 'ngram', file: 'ngram-tiny.bin', bytes: bytes.length, sha256 };
const manifest = { format: 'draftpick-drafts', version: 1, target: 'tiny', drafts: [draft] };
const address = new URL('https://example.test/drafts/manifest.json');

function server(file: Uint8Array<ArrayBuffer> = bytes, json: unknown = manifest) {
  const asked: string[] = [];
  const fetch = async (url: URL): Promise<Response> => {
    const name = url.pathname.slice('/drafts/'.length);
    asked.push(name);
    return name === 'manifest.json' ? Response.json(json) : new Response(file);
  };
  return { fetch, asked };
}
const noCaches = { open: () => Promise.reject(new Error('no storage')) };

describe('the store of drafts', () => {
  test('downloads a draft when it is read, not before', async () => {
    const { fetch, asked } = server();
    const store = await DraftStore.open(address, 'tiny', { fetch, caches: noCaches });
    expect(asked).toEqual(['manifest.json']);
    const [file] = store.files;
    if (file === undefined) throw new Error('the manifest has a draft');
    expect(await store.read(file)).toEqual(bytes);
    expect(asked).toEqual(['manifest.json', 'ngram-tiny.bin']);
  });

  test('refuses a draft that was changed on its way', async () => {
    const { fetch } = server(bytes.map(byte => byte ^ 1));
    const store = await DraftStore.open(address, 'tiny', { fetch, caches: noCaches });
    await expect(store.read({ ...draft, type: 'ngram' })).rejects.toMatchObject({
      code: 'checksum-mismatch',
    });
  });

  test('can be cancelled', async () => {
    const { fetch } = server();
    const store = await DraftStore.open(address, 'tiny', { fetch, caches: noCaches });
    await expect(store.read({ ...draft, type: 'ngram' }, AbortSignal.abort())).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

test.each([
  ['an array', [], /not an object/],
  ['another format', { ...manifest, format: 'x' }, /format/],
  ['another version', { ...manifest, version: 2 }, /version is 2/],
  ['another target', { ...manifest, target: 'other' }, /for "other"/],
  ['no list', { ...manifest, drafts: {} }, /not a list/],
  ['an unknown type', { ...manifest, drafts: [{ ...draft, type: 'magic' }] }, /type is none of/],
  ['a path', { ...manifest, drafts: [{ ...draft, file: '../secret' }] }, /drafts\[0\]\.file/],
  ['a bad id', { ...manifest, drafts: [{ ...draft, id: 'A B' }] }, /drafts\[0\]\.id/],
  ['an id twice', { ...manifest, drafts: [draft, draft] }, /same id/],
])('a manifest with %s is refused', (_, json, cause) => {
  expect(() => checkDrafts(json, 'tiny')).toThrow(ModelStoreError);
  expect(() => checkDrafts(json, 'tiny')).toThrow(cause);
});
