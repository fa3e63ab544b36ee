import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Sees every request of a browser context, those of workers too, which Playwright's own events leave out. */
export interface SeeingProxy {
  /** For the context's `proxy.server`. */
  readonly server: string;
  /** Everything that was asked for, in order. Of https addresses only host and port can be seen. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * Opens a proxy that lets requests to localhost through and refuses all others.
 * @param before awaited before a request goes on
 */
export async function openProxy(before?: (url: URL) => Promise<void> | undefined): Promise<SeeingProxy> {
  const asked: string[] = [];
  const server = createServer((incoming, answer) => {
    const url = new URL(incoming.url ?? '');
    asked.push(url.href);
    if (url.hostname !== 'localhost') {
      answer.writeHead(502).end();
      return;
    }
    const forward = (): void => {
      const { method, headers } = incoming;
      const outgoing = request(url, { ...(method === undefined ? {} : { method }), headers }, response => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      });
      outgoing.on('error', () => answer.destroy());
      answer.on('close', () => outgoing.destroy());
      incoming.pipe(outgoing);
    };
    const wait = before?.(url);
    if (wait === undefined) forward();
    else void wait.then(forward);
  });
  server.on('connect', (incoming, socket) => {
    asked.push(`https://${incoming.url}`);
    socket.end('HTTP/1.1 502 Refused\r\n\r\n');
  });
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done));
  return {
    server: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () =>
      new Promise(done => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
