import { DownloadError } from './download-error.ts';
import { type HubDeps, hubJson } from './hub-request.ts';
import { isRecord } from './model-manifest.ts';

/** Where models are looked for unless somebody says otherwise. */
export const defaultHub = 'https://huggingface.co';

/** One file as a repository lists it. */
export interface RepoFile {
  readonly path: string;
  /** Undefined where the list does not say. */
  readonly bytes: number | undefined;
  /** Of large files. */
  readonly sha256: string | undefined;
  /** Of small ones: git's name of the content. */
  readonly gitSha1: string | undefined;
}

/** What a Hub says about a repository. */
export interface RepoListing {
  readonly repo: string;
  readonly revision: string;
  /** The commit that the revision stands for now. */
  readonly commit: string | undefined;
  readonly licence: string | undefined;
  readonly files: readonly RepoFile[];
}

/**
 * A repository's id, checked: `owner/name`. The address of its page is understood too.
 * @throws DownloadError `address`
 */
export function parseRepoId(text: string, base = defaultHub): string {
  const trimmed = text.trim();
  const prefix = `${base.replace(/\/+$/, '')}/`;
  const id = (trimmed.startsWith(prefix) ? trimmed.slice(prefix.length) : trimmed)
    .replace(/[?#].*$/, '')
    .replace(/\/(?:tree|blob|resolve)\/.*$/, '')
    .replace(/\/+$/, '');
  const name = '[A-Za-z0-9_](?:[A-Za-z0-9._-]{0,94}[A-Za-z0-9_-])?';
  if (new RegExp(`^${name}/${name}$`).test(id) && !id.includes('..') && !id.includes('--')) return id;
  const shown = trimmed.length > 60 ? `${trimmed.slice(0, 60)}…` : trimmed;
  throw new DownloadError(
    'address',
    trimmed === '' ? 'No repository is named.' : `“${shown}” is not the name of a repository.`,
    'Write it as owner/name, for example HuggingFaceTB/SmolLM2-360M-Instruct.',
  );
}

/** A branch, tag or commit, checked. @throws DownloadError `address` */
export function parseRevision(text: string): string {
  const revision = text.trim();
  if (/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/.test(revision) && !revision.includes('..')) return revision;
  throw new DownloadError(
    'address',
    'The revision is not the name of a branch, tag or commit.',
    'Leave it at “main” unless you need another.',
  );
}

/** Address of a file. @param revision a branch, tag or commit */
export function resolveUrl(base: string, repo: string, revision: string, path: string): URL {
  const encoded = path.split('/').map(encodeURIComponent).join('/');
  return new URL(`${base}/${repo}/resolve/${encodeURIComponent(revision)}/${encoded}`);
}

/** Asks a Hub for the files of a repository. @throws DownloadError; DOMException `AbortError` */
export async function listRepo(
  deps: HubDeps,
  base: string,
  repo: string,
  revision: string,
  signal?: AbortSignal,
): Promise<RepoListing> {
  const url = new URL(`${base}/api/models/${repo}/revision/${encodeURIComponent(revision)}?blobs=true`);
  return parseListing(await hubJson(deps, url, repo, signal), repo, revision);
}

/** Checks a Hub's answer. Paths that could leave the repository are refused. @throws DownloadError `file-invalid` */
export function parseListing(json: unknown, repo: string, revision: string): RepoListing {
  if (!isRecord(json) || !Array.isArray(json.siblings)) throw odd(repo, 'it lists no files');
  const { sha, siblings } = json;
  return {
    repo,
    revision,
    commit: typeof sha === 'string' && /^[0-9a-f]{40}$/.test(sha) ? sha : undefined,
    licence: licenceOf(json),
    files: siblings.map((file: unknown) => repoFile(file, repo)),
  };
}

function repoFile(value: unknown, repo: string): RepoFile {
  if (!isRecord(value) || typeof value.rfilename !== 'string') throw odd(repo, 'a file has no name');
  const path = value.rfilename;
  const parts = path.split('/');
  if (path.length > 300 || parts.some(part => part === '' || part === '.' || part === '..')) {
    throw odd(repo, `a file has an impossible name (${path.slice(0, 60)})`);
  }
  const lfs = isRecord(value.lfs) ? value.lfs : {};
  const size = lfs.size ?? value.size;
  const text = (field: unknown, pattern: RegExp) =>
    typeof field === 'string' && pattern.test(field) ? field : undefined;
  return {
    path,
    bytes: typeof size === 'number' && Number.isSafeInteger(size) && size >= 0 ? size : undefined,
    sha256: text(lfs.sha256, /^[0-9a-f]{64}$/),
    // Of a large file, git holds a pointer: its name says nothing about the content.
    gitSha1: isRecord(value.lfs) ? undefined : text(value.blobId, /^[0-9a-f]{40}$/),
  };
}

function licenceOf(json: Record<string, unknown>): string | undefined {
  const card = isRecord(json.cardData) ? json.cardData.license : undefined;
  const tags = Array.isArray(json.tags) ? json.tags : [];
  const tag = tags.find((each: unknown) => typeof each === 'string' && each.startsWith('license:'));
  const licence: unknown = card ?? (typeof tag === 'string' ? tag.slice('license:'.length) : undefined);
  return typeof licence === 'string' ? licence.slice(0, 60) : undefined;
}

function odd(repo: string, cause: string): DownloadError {
  return new DownloadError(
    'file-invalid',
    `The list of ${repo} cannot be used: ${cause}.`,
    'Check the address of the Hub; it may speak another dialect than this page.',
  );
}
