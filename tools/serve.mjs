/** A static file server for the built app: what a host has to do, in one file. */
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, resolve, sep } from 'node:path';

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
};

/** With these a page may use threads on shared memory. */
const isolationHeaders = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};

/**
 * Serves `root` until `close()`.
 *
 * @param {object} options
 * @param {string} options.root folder to serve
 * @param {number} [options.port] 0 (the default) lets the system choose
 * @param {string} [options.host] default 127.0.0.1
 * @param {boolean} [options.isolated] send the cross-origin isolation headers; default true
 * @param {Record<string, string>} [options.extra] more files: URL prefix (`/vendor/x/`) or path (`/a.js`) → folder or file
 * @returns {Promise<{url: string, port: number, close: () => Promise<void>}>} rejects when the port is taken (EADDRINUSE)
 */
export async function serve({ root, port = 0, host = '127.0.0.1', isolated = true, extra = {} }) {
  const server = createServer((request, response) => {
    answer(request, response, { root, isolated, extra }).catch(error => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`${error}\n`);
    });
  });
  await new Promise((done, failed) => {
    server.once('error', failed);
    server.listen(port, host, done);
  });
  const actual = server.address().port;
  return {
    url: `http://${host === '127.0.0.1' ? 'localhost' : host}:${actual}/`,
    port: actual,
    close: () =>
      new Promise(done => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

async function answer(request, response, { root, isolated, extra }) {
  const headers = {
    // Ask every time: after a rebuild nobody may see the old page with the new parts.
    'cache-control': 'no-cache',
    'x-content-type-options': 'nosniff',
    ...(isolated ? isolationHeaders : {}),
  };
  const refuse = (status, text, more = {}) => {
    response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8', ...more });
    response.end(request.method === 'HEAD' ? undefined : `${text}\n`);
  };
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return refuse(405, 'Only GET and HEAD.', { allow: 'GET, HEAD' });
  const path = decodePath(request.url ?? '/');
  if (path === undefined) return refuse(400, 'The address cannot be decoded.');
  const file = locate(path, root, extra);
  const found = file === undefined ? undefined : await stat(file).catch(() => undefined);
  if (!found?.isFile()) return refuse(404, `Not found: ${path}`);

  const tag = `"${found.size.toString(16)}-${Math.round(found.mtimeMs).toString(16)}"`;
  Object.assign(headers, {
    'content-type': types[extname(file).toLowerCase()] ?? 'application/octet-stream',
    'accept-ranges': 'bytes',
    etag: tag,
  });
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers);
    return response.end();
  }
  const range = parseRange(request.headers.range, found.size);
  if (range === 'unsatisfiable')
    return refuse(416, 'No such range.', { 'content-range': `bytes */${found.size}` });
  const { start, end } = range ?? { start: 0, end: found.size - 1 };
  headers['content-length'] = end - start + 1;
  if (range) headers['content-range'] = `bytes ${start}-${end}/${found.size}`;
  response.writeHead(range ? 206 : 200, headers);
  if (request.method === 'HEAD' || found.size === 0) return response.end();
  const stream = createReadStream(file, { start, end });
  stream.on('error', error => response.destroy(error));
  response.on('close', () => stream.destroy());
  stream.pipe(response);
}

/** Path of a request without its query, or undefined when it is malformed. */
function decodePath(url) {
  try {
    const path = decodeURIComponent(url.split(/[?#]/, 1)[0] ?? '/');
    return path.startsWith('/') && !path.includes('\0') ? path : undefined;
  } catch {
    return undefined;
  }
}

/** The file a path stands for, or undefined when it would leave the folder it belongs to. */
function locate(path, root, extra) {
  const whole = path.endsWith('/') ? `${path}index.html` : path;
  for (const [prefix, target] of Object.entries(extra)) {
    if (whole === prefix || path === prefix) return resolve(target);
    if (prefix.endsWith('/') && path.startsWith(prefix)) return inside(target, path.slice(prefix.length));
  }
  return inside(root, whole);
}

function inside(folder, path) {
  const base = resolve(folder);
  const file = resolve(base, `.${sep}${path}`);
  return file.startsWith(base + sep) ? file : undefined;
}

/** One range of bytes; several at once are answered with the whole file, as the standard allows. */
function parseRange(header, size) {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  if (match[1] === '') {
    const length = Math.min(Number(match[2]), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(match[1]);
  const end = match[2] === '' ? size - 1 : Math.min(Number(match[2]), size - 1);
  if (start >= size) return 'unsatisfiable';
  return start > end ? undefined : { start, end };
}
