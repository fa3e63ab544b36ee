import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Something that goes wrong while a file is served. */
export type HubFault =
  /** Answers with this status. */
  | { readonly type: 'status'; readonly status: number; readonly headers?: Readonly<Record<string, string>> }
  /** Closes the connection after so many bytes of the body; `anonymous` as below. */
  | { readonly type: 'cut'; readonly after: number; readonly anonymous?: boolean }
  /** Sends so many bytes of the body, then nothing, and keeps the connection. */
  | { readonly type: 'stall'; readonly after: number }
  /** Sends the body in pieces with pauses. */
  | { readonly type: 'slow'; readonly pieceBytes: number; readonly pauseMs: number }
  /** Answers every range with the whole file. */
  | { readonly type: 'no-ranges' }
  /** Sends other bytes than the file's, with the file's headers. */
  | { readonly type: 'spoil'; readonly edit: (bytes: Buffer) => Buffer }
  /** Leaves out what names the version: ETag and its like. */
  | { readonly type: 'anonymous' }
  /** Sends a web page, as a network that wants a sign-in does. */
  | { readonly type: 'page' };

/** A request as it came. */
export interface HubRequest {
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

/** A local server that speaks the Hub's paths. */
export interface HubServer {
  /** Without a slash at the end: the `base` of src/models/hub-repo.ts. */
  readonly url: string;
  readonly asked: HubRequest[];
  /** Adds a file or changes it; `lfs` files are redirected to another path, as large files are on the Hub. */
  put(repo: string, path: string, bytes: Uint8Array, options?: { readonly lfs?: boolean }): void;
  /** The commit that `main` of a repository stands for: changes with its files. */
  commit(repo: string): string;
  /** Lets requests for a file (or for the list, path `''`) fail, `times` times; for ever without. */
  fail(repo: string, path: string, fault: HubFault, times?: number): void;
  /** Ends every fault. */
  mend(): void;
  close(): Promise<void>;
}

interface ServedFile {
  readonly bytes: Buffer;
  readonly lfs: boolean;
}

const hash = (algorithm: string, ...data: readonly (string | Uint8Array)[]): string => {
  const digest = createHash(algorithm);
  for (const piece of data) digest.update(piece);
  return digest.digest('hex');
};

/** Headers as the Hub sends them to pages of other origins; `If-Range` is not among what it lets through. */
const crossOrigin = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'range',
  'access-control-expose-headers':
    'X-Repo-Commit,X-Error-Code,X-Error-Message,ETag,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag,Retry-After',
};

/** Opens the server on a free port of this machine. */
export async function openHubServer(): Promise<HubServer> {
  const repos = new Map<string, Map<string, ServedFile>>();
  const faults: { repo: string; path: string; fault: HubFault; left: number }[] = [];
  const asked: HubRequest[] = [];

  const filesOf = (repo: string) => repos.get(repo) ?? new Map<string, ServedFile>();
  const commit = (repo: string) =>
    hash('sha1', ...[...filesOf(repo)].flatMap(([path, file]) => [path, file.bytes]));
  const takeFault = (repo: string, path: string): HubFault | undefined => {
    const found = faults.find(each => each.repo === repo && each.path === path && each.left > 0);
    if (found === undefined) return undefined;
    found.left -= 1;
    return found.fault;
  };

  function answer(request: IncomingMessage, response: ServerResponse): ServerResponse {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = decodeURIComponent(url.pathname);
    const { range, 'if-range': ifRange } = request.headers;
    asked.push({ method: request.method ?? '', path, range, ifRange: ifRange as string | undefined });
    for (const [name, value] of Object.entries(crossOrigin)) response.setHeader(name, value);
    if (request.method === 'OPTIONS') return response.writeHead(204).end();
    const list = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/(.+)$/.exec(path);
    if (list?.[1] !== undefined) return answerList(list[1], response);
    const cdn = /^\/cdn\/([^/]+\/[^/]+)\/(.+)$/.exec(path);
    if (cdn?.[1] !== undefined && cdn[2] !== undefined) return answerFile(cdn[1], cdn[2], request, response);
    const [, repo = '', revision = '', file = ''] =
      /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const served = repos.get(repo);
    if (served === undefined) {
      return refuse(response, 401, {
        'x-error-code': 'RepoNotFound',
        'x-error-message': 'Repository not found',
      });
    }
    if (revision !== 'main' && revision !== commit(repo)) {
      return refuse(response, 404, { 'x-error-code': 'RevisionNotFound' });
    }
    const found = served.get(file);
    if (found === undefined) return refuse(response, 404, { 'x-error-code': 'EntryNotFound' });
    response.setHeader('x-repo-commit', commit(repo));
    if (!found.lfs) return answerFile(repo, file, request, response);
    response.writeHead(302, {
      location: `/cdn/${repo}/${encodeURIComponent(file)}?signature=abc`,
      'x-linked-etag': `"${hash('sha256', found.bytes)}"`,
      'x-linked-size': String(found.bytes.length),
    });
    return response.end();
  }

  function answerList(repo: string, response: ServerResponse): ServerResponse {
    const fault = takeFault(repo, '');
    if (fault?.type === 'status') return refuse(response, fault.status, fault.headers);
    if (fault?.type === 'page') return sendPage(response);
    const files = repos.get(repo);
    if (files === undefined) {
      return refuse(response, 401, {
        'x-error-code': 'RepoNotFound',
        'x-error-message': 'Repository not found',
      });
    }
    const siblings = [...files].map(([rfilename, { bytes, lfs }]) => ({
      rfilename,
      size: bytes.length,
      blobId: hash('sha1', `blob ${bytes.length}\0`, bytes),
      ...(lfs ? { lfs: { sha256: hash('sha256', bytes), size: bytes.length, pointerSize: 130 } } : {}),
    }));
    const body = { id: repo, sha: commit(repo), tags: ['license:apache-2.0'], siblings };
    response.writeHead(200, { 'content-type': 'application/json' });
    return response.end(JSON.stringify(body));
  }

  function answerFile(
    repo: string,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): ServerResponse {
    const fault = takeFault(repo, path);
    if (fault?.type === 'status') return refuse(response, fault.status, fault.headers);
    if (fault?.type === 'page') return sendPage(response);
    const file = filesOf(repo).get(path);
    if (file === undefined) return refuse(response, 404);
    const etag = file.lfs
      ? `"${hash('sha256', file.bytes)}"`
      : `"${hash('sha1', `blob ${file.bytes.length}\0`, file.bytes)}"`;
    const anonymous = fault?.type === 'anonymous' || (fault?.type === 'cut' && fault.anonymous);
    if (!anonymous) response.setHeader('etag', etag);
    const whole = fault?.type === 'spoil' ? fault.edit(Buffer.from(file.bytes)) : file.bytes;
    const ifRange = request.headers['if-range'];
    const wanted = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const honoured = wanted !== null && fault?.type !== 'no-ranges' && (ifRange ?? etag) === etag;
    const start = honoured ? Number(wanted[1]) : 0;
    const end = honoured && wanted[2] ? Math.min(Number(wanted[2]) + 1, whole.length) : whole.length;
    if (honoured && start >= whole.length) {
      return refuse(response, 416, { 'content-range': `bytes */${whole.length}` });
    }
    const body = whole.subarray(start, end);
    response.writeHead(honoured ? 206 : 200, {
      'content-type': 'application/octet-stream',
      'accept-ranges': 'bytes',
      'content-length': body.length,
      ...(honoured ? { 'content-range': `bytes ${start}-${end - 1}/${whole.length}` } : {}),
    });
    return sendBody(body, fault, response);
  }

  function sendBody(body: Buffer, fault: HubFault | undefined, response: ServerResponse): ServerResponse {
    if (fault?.type === 'cut' || fault?.type === 'stall') {
      // After the bytes are on their way, or the client might not see them.
      response.write(body.subarray(0, fault.after), () => {
        if (fault.type === 'cut') setTimeout(() => response.destroy(), 20);
      });
      return response;
    }
    if (fault?.type !== 'slow') return response.end(body);
    let at = 0;
    const next = (): void => {
      if (response.destroyed) return;
      if (at >= body.length) {
        response.end();
        return;
      }
      response.write(body.subarray(at, at + fault.pieceBytes));
      at += fault.pieceBytes;
      setTimeout(next, fault.pauseMs);
    };
    next();
    return response;
  }

  const server = createServer(answer);
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    put(repo, path, bytes, { lfs = false } = {}) {
      const files = filesOf(repo);
      files.set(path, { bytes: Buffer.from(bytes), lfs });
      repos.set(repo, files);
    },
    commit,
    fail: (repo, path, fault, times = Number.POSITIVE_INFINITY) =>
      void faults.push({ repo, path, fault, left: times }),
    mend: () => void faults.splice(0),
    close: () =>
      new Promise(done => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

function refuse(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>> = {},
): ServerResponse {
  response.writeHead(status, { 'content-type': 'text/plain', ...headers });
  return response.end(`status ${status}\n`);
}

function sendPage(response: ServerResponse): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/html' });
  return response.end('<!DOCTYPE html><title>Sign in to this network</title>');
}
