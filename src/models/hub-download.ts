import { messageOf } from '../core/message-of.ts';
import { DownloadError } from './download-error.ts';
import { resolveUrl } from './hub-repo.ts';
import { backOff, type HubDeps, hubFetch, stalled } from './hub-request.ts';
import type { PartStore } from './part-store.ts';
import { PartWriter, partBytes } from './part-writer.ts';
import { throwIfAborted } from './shard-loader.ts';
import { withoutStall } from './stall.ts';
import { isComplete, type ModelOrigin, type StoredModel, storedBytes } from './stored-model.ts';

/** How a download stands. */
export interface HubProgress {
  /** Of all files of the model, as they have arrived; less after a file that changed had to begin anew. */
  readonly loadedBytes: number;
  /** Undefined until every length is known. */
  readonly totalBytes: number | undefined;
  /** The file under way. */
  readonly path: string;
  /** `waiting`: the next try follows in `waitMs`, because of `cause`. */
  readonly state: 'downloading' | 'waiting';
  readonly waitMs?: number | undefined;
  readonly cause?: string | undefined;
}

export interface HubDownloadOptions {
  readonly store: PartStore;
  readonly deps: HubDeps;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: HubProgress) => void) | undefined;
  /** For tests. */
  readonly bytesPerPart?: number | undefined;
}

type HubOrigin = Extract<ModelOrigin, { type: 'hub' }>;

/**
 * Downloads what is missing of a model: file by file, each from the byte where it stopped. A connection that breaks, stalls or is
 * refused for the moment is tried again with growing pauses. On return every file is whole and checked.
 *
 * @returns the model as it is stored now
 * @throws DownloadError with what has arrived kept; DOMException `AbortError`
 */
export async function downloadModel(model: StoredModel, options: HubDownloadOptions): Promise<StoredModel> {
  const { origin } = model;
  if (origin.type !== 'hub') {
    throw new DownloadError(
      'address',
      `${model.name} did not come from a Hub, so it cannot be downloaded again.`,
      'Drop its files on the page again.',
    );
  }
  throwIfAborted(options.signal);
  let current = model;
  await options.store.save(current);
  for (const { path } of model.files) {
    const file = current.files.find(each => each.path === path);
    if (file === undefined || file.complete) continue;
    const writer = new PartWriter(options.store, current, file, options.bytesPerPart ?? partBytes);
    current = await downloadFile(writer, origin, options);
  }
  if (!isComplete(current)) throw new Error('a file was left out');
  return current;
}

async function downloadFile(
  writer: PartWriter,
  origin: HubOrigin,
  options: HubDownloadOptions,
): Promise<StoredModel> {
  const { deps, signal } = options;
  let failures = 0;
  for (;;) {
    const before = writer.stored;
    try {
      await fetchRest(writer, origin, options);
      return await writer.finish();
    } catch (error) {
      await writer.pause();
      throwIfAborted(signal);
      // Whoever gains ground may go on for ever; standing still ends.
      failures = writer.stored > before ? 1 : failures + 1;
      const pause = backOff(error, failures, deps.random);
      if (pause === undefined) throw error;
      report(writer, options, { state: 'waiting', waitMs: pause, cause: messageOf(error) });
      await deps.wait(pause, signal);
    }
  }
}

/** One request for everything after what is stored, and its body into the store. */
async function fetchRest(writer: PartWriter, origin: HubOrigin, options: HubDownloadOptions): Promise<void> {
  const { deps, signal } = options;
  const { path, bytes, etag } = writer.file;
  if (bytes !== undefined && bytes > 0 && writer.stored === bytes) return;
  // Without a name for the version, or a hash to check the end with, two versions could be mixed unnoticed.
  const checkable =
    etag !== undefined || writer.file.sha256 !== undefined || writer.file.gitSha1 !== undefined;
  if (writer.stored > 0 && !checkable) await writer.restart({ bytes });
  const url = resolveUrl(origin.base, origin.repo, origin.commit ?? origin.revision, path);
  // A range is asked for from byte 0 too: it keeps servers from compressing, so that lengths are those of the file.
  const headers: Record<string, string> = { range: `bytes=${writer.stored}-` };
  if (writer.stored > 0 && etag !== undefined && mayAskConditionally(url)) headers['if-range'] = etag;
  const response = await hubFetch(deps, url, { headers }, path, signal);
  const answer = await agree(response, writer);
  if (answer === 'again') throw changed(path);
  if (answer === 'empty') return;
  await readBody(response, writer, options);
}

/**
 * Whether `If-Range` may be sent. To another origin it would need the server's permission, which no redirect's target is sure to
 * give; there the answer's ETag and length are compared instead, which comes to the same.
 */
function mayAskConditionally(url: URL): boolean {
  const here = globalThis.location?.origin;
  return here === undefined || here === url.origin;
}

/** Compares an answer with what is stored; starts over where it is of another version. */
async function agree(response: Response, writer: PartWriter): Promise<'go on' | 'again' | 'empty'> {
  const { file } = writer;
  const linked = response.headers.get('x-linked-etag');
  const etag = linked ?? response.headers.get('etag') ?? undefined;
  const named = /^(?:W\/)?"?([0-9a-f]{64})"?$/.exec(linked ?? '')?.[1];
  const range = /^bytes (?:(\d+)-(\d+)|\*)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const other =
    (etag !== undefined && file.etag !== undefined && etag !== file.etag) ||
    (named !== undefined && file.sha256 !== undefined && named !== file.sha256);
  const total = range?.[3] === undefined ? undefined : Number(range[3]);
  const old = other ? undefined : file;
  const fresh = { etag, sha256: named ?? old?.sha256, gitSha1: old?.gitSha1 };

  if (response.status === 416) {
    void response.body?.cancel().catch(() => undefined);
    if (writer.stored === 0 && total === 0) {
      writer.note({ bytes: 0, etag });
      return 'empty';
    }
    // Longer than the file is now: it is another one.
    await writer.restart({ ...fresh, bytes: total });
    return 'again';
  }
  if (response.status === 206) {
    const bytes = total ?? writer.stored + length;
    const begins = range?.[1] === undefined ? writer.stored : Number(range[1]);
    const differs = other || begins !== writer.stored || (file.bytes !== undefined && bytes !== file.bytes);
    if (differs && writer.stored > 0) {
      void response.body?.cancel().catch(() => undefined);
      await writer.restart({ ...fresh, bytes });
      return 'again';
    }
    writer.note({ ...fresh, bytes: Number.isFinite(bytes) ? bytes : file.bytes });
    return 'go on';
  }
  // The whole file, whatever was asked for: another version, or a server without ranges.
  const bytes = other
    ? Number.isFinite(length)
      ? length
      : undefined
    : (file.bytes ?? (length || undefined));
  if (writer.stored > 0) await writer.restart({ ...fresh, bytes });
  else writer.note({ ...fresh, bytes });
  return 'go on';
}

async function readBody(response: Response, writer: PartWriter, options: HubDownloadOptions): Promise<void> {
  const { deps, signal } = options;
  const { path, bytes } = writer.file;
  if (bytes === 0 && writer.taken === 0) return;
  if (response.body === null) throw brokeOff(path, 'the answer was empty');
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await withoutStall(reader.read(), deps.wait, signal, () => stalled(path)).catch(
        (error: unknown) => {
          throwIfAborted(signal);
          throw error instanceof DownloadError ? error : brokeOff(path, String(error));
        },
      );
      throwIfAborted(signal);
      if (done) return;
      if (writer.taken === 0) checkStart(value, path, response);
      await writer.write(value);
      if (bytes !== undefined && writer.taken > bytes) return;
      report(writer, options, { state: 'downloading' });
    }
  } finally {
    void reader.cancel().catch(() => undefined);
  }
}

/** A sign-in page of a network, or an error page, is not a model. @throws DownloadError `file-invalid` */
function checkStart(first: Uint8Array, path: string, response: Response): void {
  const start = new TextDecoder('latin1').decode(first.subarray(0, 64));
  const page = /^\s*<(?:!doctype html|html)/i.test(start);
  const wrongMagic = /\.gguf$/i.test(path) && first.length >= 4 && !start.startsWith('GGUF');
  if (!page && !wrongMagic) return;
  const what = page ? 'a web page came instead' : 'it does not begin with “GGUF”';
  throw new DownloadError(
    'file-invalid',
    `${path} is not what its name says: ${what} (${response.headers.get('content-type') ?? 'no type stated'}).`,
    'Check whether this network asks for a sign-in; otherwise the file in the repository is broken.',
  );
}

function brokeOff(path: string, cause: string): DownloadError {
  return new DownloadError(
    'network',
    `${path}: the download broke off (${cause}).`,
    'Check the connection, then resume; what has arrived is kept.',
  );
}

/** Nothing is wrong with the connection: the next request begins at byte 0. */
function changed(path: string): DownloadError {
  return new DownloadError(
    'truncated',
    `${path} has changed on the server since a part of it was downloaded; it begins anew.`,
    'Resume.',
  );
}

function report(
  writer: PartWriter,
  { onProgress }: HubDownloadOptions,
  state: Pick<HubProgress, 'state' | 'waitMs' | 'cause'>,
): void {
  if (onProgress === undefined) return;
  const { files } = writer.model;
  const others = files.filter(({ path }) => path !== writer.file.path);
  const loadedBytes = others.reduce((sum, file) => sum + storedBytes(file), writer.taken);
  const known = files.every(({ bytes }) => bytes !== undefined);
  const totalBytes = known ? files.reduce((sum, { bytes }) => sum + (bytes ?? 0), 0) : undefined;
  onProgress({ loadedBytes, totalBytes, path: writer.file.path, ...state });
}
