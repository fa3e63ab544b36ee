import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type HubServer, openHubServer } from '../../e2e/support/hub-server.ts';
import { DownloadError } from './download-error.ts';
import { listRepo, parseListing, parseRepoId, parseRevision, resolveUrl } from './hub-repo.ts';
import { browserHub, retryAfter } from './hub-request.ts';
import { ggufDtype, repoChoices } from './repo-choices.ts';

const file = (path: string, bytes: number | undefined = 10) => ({
  path,
  bytes,
  sha256: undefined,
  gitSha1: undefined,
});

describe('the name of a repository', () => {
  test.each([
    ['HuggingFaceTB/SmolLM2-360M-Instruct', 'HuggingFaceTB/SmolLM2-360M-Instruct'],
    ['  a/b ', 'a/b'],
    ['https://huggingface.co/a/b.c_d', 'a/b.c_d'],
    ['https://huggingface.co/a/b/tree/main/onnx?x=1#y', 'a/b'],
  ])('may be written %s', (text, id) => {
    expect(parseRepoId(text)).toBe(id);
  });

  test.each([
    '',
    'model',
    'a/b/c',
    '../b',
    'a/..',
    'a/b..c',
    'a/-b',
    'a b/c',
    'a/b\u0000',
    'https://elsewhere.example/a/b',
    `a/${'x'.repeat(200)}`,
  ])('may not be written %j', text => {
    expect(() => parseRepoId(text)).toThrow(DownloadError);
  });

  test('becomes an address in which nothing of a path is taken for more than a name', () => {
    expect(resolveUrl('https://hub.test', 'a/b', 'refs/pr/1', 'onnx/x y#z?.onnx').href).toBe(
      'https://hub.test/a/b/resolve/refs%2Fpr%2F1/onnx/x%20y%23z%3F.onnx',
    );
    expect(parseRevision(' main ')).toBe('main');
    expect(() => parseRevision('../main')).toThrow(DownloadError);
  });
});

describe('a list of files', () => {
  test.each<[string, unknown]>([
    ['is not an object', []],
    ['has none', { sha: 'x' }],
    ['has a file without a name', { siblings: [{}] }],
    ['has a path that leaves the repository', { siblings: [{ rfilename: '../../x.gguf' }] }],
    ['has an absolute path', { siblings: [{ rfilename: '/x.gguf' }] }],
  ])('that %s is refused', (_, json) => {
    expect(() => parseListing(json, 'a/b', 'main')).toThrow(DownloadError);
  });

  test('gives lengths, hashes, commit and licence where it has them', () => {
    const sha256 = 'a'.repeat(64);
    const listing = parseListing(
      {
        sha: 'b'.repeat(40),
        cardData: { license: 'mit' },
        siblings: [
          { rfilename: 'm.gguf', size: 5, blobId: 'c'.repeat(40), lfs: { sha256, size: 5 } },
          { rfilename: 'config.json', size: 7, blobId: 'd'.repeat(40) },
          { rfilename: 'odd', size: -1, blobId: 'x' },
        ],
      },
      'a/b',
      'main',
    );
    expect(listing).toMatchObject({ commit: 'b'.repeat(40), licence: 'mit' });
    expect(listing.files).toEqual([
      { path: 'm.gguf', bytes: 5, sha256, gitSha1: undefined },
      { path: 'config.json', bytes: 7, sha256: undefined, gitSha1: 'd'.repeat(40) },
      { path: 'odd', bytes: undefined, sha256: undefined, gitSha1: undefined },
    ]);
  });
});

describe('what a repository offers', () => {
  const tokenizer = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'generation_config.json'];

  test('are its GGUF files and the roundings of its ONNX export, each with all it needs', () => {
    const choices = repoChoices(
      [
        'README.md',
        ...tokenizer,
        'onnx/model.onnx',
        'onnx/model.onnx_data',
        'onnx/model_q4.onnx',
        'onnx/model_q4f16.onnx',
        'onnx/model_q4f16.onnx_data',
        'onnx/model_q4f16.onnx_data_1',
        'onnx/vision_encoder.onnx',
        'sub/m-Q4_K_M.gguf',
        'mmproj-F16.gguf',
      ].map(path => file(path)),
    );
    expect(choices.map(({ format, dtype, bytes }) => [format, dtype, bytes])).toEqual([
      ['gguf', 'Q4_K_M', 10],
      ['onnx', 'fp32', 60],
      ['onnx', 'q4', 50],
      ['onnx', 'q4f16', 70],
    ]);
    expect(choices.every(({ problem }) => problem === undefined)).toBe(true);
    expect(choices[3]?.files.map(({ path }) => path)).toEqual([
      ...tokenizer,
      'onnx/model_q4f16.onnx',
      'onnx/model_q4f16.onnx_data',
      'onnx/model_q4f16.onnx_data_1',
    ]);
  });

  test('stays in the list with the reason where something is missing', () => {
    const [gguf, onnx] = repoChoices(
      ['big-00001-of-00002.gguf', 'config.json', 'onnx/model_fp16.onnx'].map(path => file(path)),
    );
    expect(gguf?.problem).toMatch(/one of several/);
    expect(onnx?.problem).toBe('the repository has no tokenizer.json and no tokenizer_config.json');
  });

  test.each([
    ['SmolLM2-135M-Instruct.Q4_1.gguf', 'Q4_1'],
    ['a/b/qwen2.5-0.5b-instruct-q8_0.gguf', 'Q8_0'],
    ['x-IQ4_XS.gguf', 'IQ4_XS'],
    ['x.BF16.gguf', 'BF16'],
    ['weights.gguf', 'weights'],
  ])('of %s is %s', (path, dtype) => {
    expect(ggufDtype(path)).toBe(dtype);
  });
});

describe('asking a Hub', () => {
  let server: HubServer;
  beforeAll(async () => {
    server = await openHubServer();
    server.put('a/b', 'm.gguf', new Uint8Array(9), { lfs: true });
  });
  afterAll(() => server.close());
  const quick = {
    ...browserHub,
    wait: (ms: number, s?: AbortSignal) => browserHub.wait(ms >= 30_000 ? ms : 0, s),
  };

  test('gives the list, tried again where the server was busy', async () => {
    server.fail('a/b', '', { type: 'status', status: 503 }, 2);
    const listing = await listRepo(quick, server.url, 'a/b', 'main');
    expect(listing).toMatchObject({ commit: server.commit('a/b'), licence: 'apache-2.0' });
    expect(listing.files).toMatchObject([{ path: 'm.gguf', bytes: 9 }]);
  });

  test('for a repository that is absent or private says so', async () => {
    await expect(listRepo(quick, server.url, 'a/none', 'main')).rejects.toMatchObject({
      reason: 'refused',
      message: expect.stringMatching(/a\/none: .* answered 401 .*gated, private, or does not exist/),
    });
  });

  test('that is something else says so', async () => {
    server.fail('a/b', '', { type: 'page' }, 1);
    await expect(listRepo(quick, server.url, 'a/b', 'main')).rejects.toMatchObject({
      reason: 'file-invalid',
    });
  });
});

test('Retry-After holds seconds or a date', () => {
  const now = Date.parse('2030-01-01T00:00:00Z');
  expect(retryAfter('12', now)).toBe(12_000);
  expect(retryAfter('Tue, 01 Jan 2030 00:01:00 GMT', now)).toBe(60_000);
  expect(retryAfter('Mon, 31 Dec 2029 00:00:00 GMT', now)).toBe(0);
  expect(retryAfter('soon', now)).toBeUndefined();
  expect(retryAfter(null, now)).toBeUndefined();
});
