import { ModelStoreError, type ModelStoreErrorCode } from './model-manifest.ts';

/** Why a file could not be brought into the library, finer than the code that the page's error cards use. */
export type DownloadReason =
  /** The repository's id or a path is malformed. */
  | 'address'
  /** 401 or 403: gated, private, or absent (the Hub does not tell these apart to strangers). */
  | 'refused'
  | 'not-found'
  | 'rate-limited'
  | 'server'
  | 'network'
  | 'stalled'
  /** The file on the server is another one than a moment ago. */
  | 'changed'
  | 'truncated'
  | 'checksum'
  | 'storage-full'
  | 'no-storage'
  /** Another tab works on the same model. */
  | 'in-use'
  /** The bytes are not what their name says. */
  | 'file-invalid';

/** A file that could not be fetched, stored or read, with the cause in `message`. Cancelling is an `AbortError` instead. */
export class DownloadError extends ModelStoreError {
  constructor(
    readonly reason: DownloadReason,
    message: string,
    remedy: string,
    /** Milliseconds that the server asked to wait. */
    readonly retryAfterMs?: number | undefined,
  ) {
    super(codeOf(reason), message, remedy);
  }
}

function codeOf(reason: DownloadReason): ModelStoreErrorCode {
  if (reason === 'checksum') return 'checksum-mismatch';
  return reason === 'file-invalid' || reason === 'address' ? 'manifest-invalid' : 'download-failed';
}

/** `1.25 GB`, `98.4 MB`, `12 kB`: as file sizes are told. */
export function size(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  if (bytes >= 1e6) return `${(bytes / 1e6).toFixed(1)} MB`;
  return bytes >= 1e3 ? `${Math.round(bytes / 1e3)} kB` : `${bytes} bytes`;
}
