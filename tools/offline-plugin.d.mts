import type { Plugin } from 'vite';

/** The lists that the service worker of one build gets. */
export function offlineBuild(
  files: readonly { readonly path: string; readonly content: string | Uint8Array }[],
): {
  readonly version: string;
  readonly files: readonly { readonly path: string; readonly sha256: string }[];
  readonly later: readonly string[];
};

/** Builds the service worker beside index.html. */
export function offlinePlugin(): Plugin;
