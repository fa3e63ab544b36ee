import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { serve } from '../../tools/serve.mjs';

/** The built app, as playwright.config.ts serves it. */
const dist = resolve(process.env.E2E_DIST ?? 'dist');
export const modelPath = '/models/smollm2-135m-instruct/';

/** Serves the built app with chosen files missing or changed, until they are mended again. */
export interface FaultyServer {
  readonly url: string;
  /** Answers 404 for a path. */
  remove(path: string): void;
  /** Serves a changed copy of a file. */
  change(path: string, edit: (bytes: Buffer) => Buffer): Promise<void>;
  /** Serves the worker's script with code before its own. */
  prepareWorker(code: string): Promise<void>;
  /** Ends every fault. */
  mend(): void;
  close(): Promise<void>;
}

export async function openFaultyServer(options: { readonly isolated?: boolean } = {}): Promise<FaultyServer> {
  const folder = await mkdtemp(join(tmpdir(), 'draftpick-faults-'));
  const extra: Record<string, string> = {};
  const server = await serve({ root: dist, extra, ...options });
  let files = 0;
  const change: FaultyServer['change'] = async (path, edit) => {
    files += 1;
    // The ending decides the content type.
    const file = join(folder, `${files}-${path.slice(path.lastIndexOf('/') + 1)}`);
    await writeFile(file, edit(readFileSync(join(dist, path))));
    extra[path] = file;
  };
  return {
    url: server.url,
    remove(path) {
      extra[path] = join(folder, 'missing');
    },
    change,
    prepareWorker: code => change(workerPath(), bytes => Buffer.concat([Buffer.from(`${code};\n`), bytes])),
    mend() {
      for (const path of Object.keys(extra)) delete extra[path];
    },
    async close() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Paths of the built files in assets/ whose names match. */
export function assetPaths(name: RegExp): string[] {
  const paths = readdirSync(join(dist, 'assets')).filter(file => name.test(file));
  if (paths.length === 0) throw new Error(`no built file is called ${name}`);
  return paths.map(file => `/assets/${file}`);
}

/** Path of the script of the model's worker: the one the engine's chunk names. */
export function workerPath(): string {
  const [engine] = assetPaths(/^worker-engine-.*\.js$/);
  const code = readFileSync(join(dist, engine ?? ''), 'utf8');
  const file = /new URL\([^)]*?([\w-]+\.js)/.exec(code)?.[1];
  if (file === undefined) throw new Error('the engine names no worker script');
  return `/assets/${file}`;
}

/** Prepended to a worker: what is taken for dead after 30 seconds of silence is so after half a second. */
export const impatient = `{
  const later = globalThis.setTimeout;
  globalThis.setTimeout = (run, ms, ...rest) => later(run, ms === 30_000 ? 500 : ms, ...rest);
}`;
