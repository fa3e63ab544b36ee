/** `npm start`: builds what is missing or stale, then serves the app at one printed address. */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, root } from './build.mjs';
import { serve } from './serve.mjs';

function requestedPort() {
  const { values } = parseArgs({ options: { port: { type: 'string' } } });
  const text = values.port ?? process.env.PORT ?? '4173';
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > 65535)
    throw new Error(`Not a port: ${text} (1 to 65535)`);
  return port;
}

/** The asked port, or the next free one after it. */
async function serveNear(first) {
  for (let port = first; ; port++) {
    try {
      return await serve({ root: join(root, 'dist'), port });
    } catch (error) {
      if (error.code !== 'EADDRINUSE' || port >= Math.min(first + 50, 65535)) throw error;
    }
  }
}

try {
  const port = requestedPort();
  await build({ onlyStale: true });
  const { url } = await serveNear(port);
  console.log(`Draftpick is at ${url}   (Ctrl+C stops it)`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
