import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { serve } from './serve.mjs';

let folder;
let server;
let plain;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'serve-'));
  await mkdir(join(folder, 'site', 'deep'), { recursive: true });
  await mkdir(join(folder, 'vendor'));
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(folder, 'site', 'index.html'), '<p>hello');
  await writeFile(join(folder, 'site', 'deep', 'a.wasm'), '0123456789');
  await writeFile(join(folder, 'site', 'empty.txt'), '');
  await writeFile(join(folder, 'vendor', 'lib.mjs'), 'export {}');
  const root = join(folder, 'site');
  server = await serve({ root, extra: { '/vendor/': join(folder, 'vendor') } });
  plain = await serve({ root, isolated: false });
});
afterAll(async () => {
  await server.close();
  await plain.close();
  await rm(folder, { recursive: true });
});

/** Sends the path as it stands: fetch would tidy `..` away. */
const rawStatus = path =>
  new Promise((done, failed) => {
    const socket = connect(server.port, '127.0.0.1', () =>
      socket.write(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`),
    );
    let text = '';
    socket.on('data', data => (text += data));
    socket.on('end', () => done({ status: Number(text.split(' ')[1]), text }));
    socket.on('error', failed);
  });

describe('the static server', () => {
  test('serves the start page with the isolation headers', async () => {
    const response = await fetch(server.url);
    expect(await response.text()).toBe('<p>hello');
    expect(response.headers.get('content-type')).toMatch('text/html');
    expect(response.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(response.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
  });

  test('leaves them out when asked to', async () => {
    const response = await fetch(plain.url);
    expect(response.status).toBe(200);
    expect(response.headers.get('cross-origin-opener-policy')).toBeNull();
    expect(response.headers.get('cross-origin-embedder-policy')).toBeNull();
  });

  test('gives WebAssembly and modules the types browsers insist on', async () => {
    expect((await fetch(`${server.url}deep/a.wasm`)).headers.get('content-type')).toBe('application/wasm');
    expect((await fetch(`${server.url}vendor/lib.mjs`)).headers.get('content-type')).toMatch(
      'text/javascript',
    );
  });

  test.each([
    ['bytes=2-4', 206, '234'],
    ['bytes=7-', 206, '789'],
    ['bytes=-2', 206, '89'],
    ['bytes=5-99', 206, '56789'],
    ['bytes=10-', 416, undefined],
    ['bytes=1-2,4-5', 200, '0123456789'],
    ['nonsense', 200, '0123456789'],
  ])('answers range %s with %i', async (range, status, body) => {
    const response = await fetch(`${server.url}deep/a.wasm`, { headers: { range } });
    expect(response.status).toBe(status);
    if (body !== undefined) expect(await response.text()).toBe(body);
  });

  test.each([
    '/../secret.txt',
    '/deep/../../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/vendor/../secret.txt',
    '/vendor/..%2f..%2fsecret.txt',
    '//etc/passwd',
  ])('does not let %s out of its folder', async path => {
    const { status, text } = await rawStatus(path);
    expect(status).toBe(404);
    expect(text).not.toMatch('\r\n\r\nsecret');
  });

  test('refuses malformed addresses, other methods and folders', async () => {
    expect((await rawStatus('/%ff')).status).toBe(400);
    expect((await rawStatus('/a%00b')).status).toBe(400);
    expect((await fetch(server.url, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${server.url}deep`)).status).toBe(404);
    expect((await fetch(`${server.url}missing.js`)).status).toBe(404);
  });

  test('answers an unchanged file with 304 and an empty one with nothing', async () => {
    const first = await fetch(server.url);
    const again = await fetch(server.url, { headers: { 'if-none-match': first.headers.get('etag') } });
    expect(again.status).toBe(304);
    expect(await (await fetch(`${server.url}empty.txt`)).text()).toBe('');
  });

  test('rejects when the port is taken', async () => {
    await expect(serve({ root: folder, port: server.port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
