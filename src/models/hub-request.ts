import { messageOf } from '../core/message-of.ts';
import { DownloadError } from './download-error.ts';
import { type Fetch, throwIfAborted } from './shard-loader.ts';
import { browserWait, stallCause, type Wait, withoutStall } from './stall.ts';

/** What talking to a Hub needs from outside. */
export interface HubDeps {
  readonly fetch: Fetch;
  readonly wait: Wait;
  /** 0 … 1: spreads the tries of many pages. */
  readonly random: () => number;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The browser's own. */
export const browserHub: HubDeps = {
  fetch: (url, init) => globalThis.fetch(url, init),
  wait: browserWait,
  random: Math.random,
  now: Date.now,
};

/** Tries without any byte gained before giving up. */
export const maxTries = 5;
/** The longest wait that a server may ask for; beyond it a person decides when to go on. */
const maxRetryAfterMs = 120_000;

/** One request, with every failure named. @throws DownloadError; DOMException `AbortError` */
export async function hubFetch(
  deps: HubDeps,
  url: URL,
  init: RequestInit,
  file: string,
  signal: AbortSignal | undefined,
): Promise<Response> {
  throwIfAborted(signal);
  const stop = new AbortController();
  // Stays: the body, too, must end when somebody cancels.
  signal?.addEventListener('abort', () => stop.abort(), { once: true });
  try {
    const options: RequestInit = { credentials: 'omit', cache: 'no-store', ...init, signal: stop.signal };
    const answer = deps.fetch(url, options);
    const response = await withoutStall(answer, deps.wait, signal, () => stalled(file)).catch(error => {
      // Nobody waits for it any more.
      stop.abort();
      throw error;
    });
    if (response.ok || response.status === 416) return response;
    void response.body?.cancel().catch(() => undefined);
    throw statusError(response, url, file, deps.now());
  } catch (error) {
    throwIfAborted(signal);
    if (error instanceof DownloadError) throw error;
    throw new DownloadError(
      'network',
      `${file}: ${url.host} could not be reached (${messageOf(error)}).`,
      'Check the connection, then resume; what has arrived is kept.',
    );
  }
}

/** The error of a file that stopped coming. */
export function stalled(file: string): DownloadError {
  return new DownloadError(
    'stalled',
    `${file}: ${stallCause}.`,
    'Check the connection, then resume; what has arrived is kept.',
  );
}

/** What an answer that is no success means, and what to do about it. */
function statusError(response: Response, url: URL, file: string, now: number): DownloadError {
  const { status, headers } = response;
  const said = headers.get('x-error-message');
  const answer = `${file}: ${url.host} answered ${status}${said === null ? '' : ` (${said.slice(0, 200)})`}`;
  switch (status) {
    case 401:
    case 403:
      return new DownloadError(
        'refused',
        `${answer}. The repository is gated, private, or does not exist.`,
        'Check its name. A gated model can be downloaded on its own page after signing in there; then drop the file here.',
      );
    case 404:
    case 410:
      return new DownloadError(
        'not-found',
        `${answer}: there is no such repository, revision or file.`,
        'Check the name; capital letters count.',
      );
    case 429: {
      const ms = retryAfter(headers.get('retry-after'), now);
      const until = ms === undefined ? 'some minutes' : duration(ms);
      return new DownloadError(
        'rate-limited',
        `${answer}: too many requests from this network.`,
        `Wait ${until}, then resume; what has arrived is kept.`,
        ms,
      );
    }
    default:
      return new DownloadError(
        'server',
        `${answer}.`,
        'The server has a problem of its own: resume in a few minutes; what has arrived is kept.',
        retryAfter(headers.get('retry-after'), now),
      );
  }
}

/** `Retry-After` in milliseconds: it holds seconds or a date. */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}

function duration(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  return seconds < 120 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
}

/**
 * How long to wait before trying again: what the server asked for, else 1, 2, 4 … seconds and a little by chance. Undefined where
 * trying again is of no use, or the server asks for longer than a page should silently wait.
 * @param failures tries that failed so far, at least 1
 */
export function backOff(error: unknown, failures: number, random: () => number): number | undefined {
  if (!(error instanceof DownloadError) || failures >= maxTries) return undefined;
  const { reason, retryAfterMs } = error;
  const passing = ['network', 'stalled', 'server', 'rate-limited', 'truncated'].includes(reason);
  if (!passing || (retryAfterMs ?? 0) > maxRetryAfterMs) return undefined;
  const own = 1000 * 2 ** (failures - 1);
  return Math.max(retryAfterMs ?? 0, own) * (1 + 0.25 * random());
}

/** Fetches JSON, trying again where that may help. @throws DownloadError; DOMException `AbortError` */
export async function hubJson(
  deps: HubDeps,
  url: URL,
  what: string,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  for (let failures = 0; ; ) {
    try {
      const response = await hubFetch(deps, url, {}, what, signal);
      return await withoutStall(readJson(response, what, signal), deps.wait, signal, () => stalled(what));
    } catch (error) {
      failures += 1;
      const pause = backOff(error, failures, deps.random);
      if (pause === undefined) throw error;
      await deps.wait(pause, signal);
    }
  }
}

async function readJson(response: Response, what: string, signal: AbortSignal | undefined): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (error) {
    throwIfAborted(signal);
    throw new DownloadError('network', `${what}: the answer broke off (${error}).`, 'Check the connection.');
  }
  try {
    return JSON.parse(text);
  } catch {
    throw new DownloadError(
      'file-invalid',
      `${what}: the answer is not JSON, so this is not a Hub (or a page of your network stands in its way).`,
      'Check the address of the Hub, and whether this network asks for a sign-in.',
    );
  }
}
