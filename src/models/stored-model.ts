import { isRecord } from './model-manifest.ts';
import type { Sha256State } from './sha256.ts';

/** A piece of a file as it lies in the browser's storage; pieces may have any length. */
export interface StoredPart {
  readonly bytes: number;
  readonly sha256: string;
}

/** One file of a model in the library, whole or not yet. */
export interface StoredFile {
  /** Name within the model, as in its repository: `onnx/model_q4.onnx`. */
  readonly path: string;
  /** Length of the whole; undefined until somebody said. */
  readonly bytes: number | undefined;
  /** Of the whole, where the server states it (lower-case hexadecimal). */
  readonly sha256: string | undefined;
  /** Git's own name of the file, where it is small enough to lie in git: SHA-1 of `blob <length>\0` and the bytes. */
  readonly gitSha1: string | undefined;
  /** The server's name for this version of the file. */
  readonly etag: string | undefined;
  /** What is stored, in order. */
  readonly parts: readonly StoredPart[];
  /** Where the hash of `parts` stands, until the file is whole. */
  readonly hash: Sha256State | undefined;
  /** Set once the file is whole and checked, and never before. */
  readonly complete: boolean;
}

/** Where a model of the library came from. */
export type ModelOrigin =
  | {
      readonly type: 'hub';
      /** Address of the Hub, without a slash at its end. */
      readonly base: string;
      readonly repo: string;
      /** What was asked for: a branch or a commit. */
      readonly revision: string;
      /** The commit that the revision stood for; files are fetched from it, so that all are of one version. */
      readonly commit: string | undefined;
    }
  /** Files that somebody dropped on the page. */
  | { readonly type: 'import' };

/** How the weights are stored, which decides who can run them. */
export type ModelFormat = 'gguf' | 'onnx';

/** A model in the library: its files and how far each has come. */
export interface StoredModel {
  readonly id: string;
  readonly name: string;
  readonly format: ModelFormat;
  /** `Q4_0`, `q4f16`: how the weights are rounded, as their files are named. */
  readonly dtype: string;
  readonly licence: string | undefined;
  readonly origin: ModelOrigin;
  readonly files: readonly StoredFile[];
  /** Milliseconds since 1970. */
  readonly addedAt: number;
  readonly usedAt: number;
}

/** Bytes of a file that are stored. */
export function storedBytes(file: StoredFile): number {
  return file.parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** A file of which nothing is stored. */
export function emptyFile(path: string, known: Partial<StoredFile> = {}): StoredFile {
  const nothing = { bytes: undefined, sha256: undefined, gitSha1: undefined, etag: undefined };
  return { ...nothing, ...known, path, parts: [], hash: undefined, complete: false };
}

/** Whether every file is whole and checked. */
export function isComplete(model: StoredModel): boolean {
  return model.files.every(({ complete }) => complete);
}

/** `model` with one of its files replaced. */
export function withFile(model: StoredModel, file: StoredFile): StoredModel {
  return { ...model, files: model.files.map(each => (each.path === file.path ? file : each)) };
}

/** What the library's index says about a model; undefined when it is not what this version wrote. */
export function readStoredModel(json: unknown): StoredModel | undefined {
  if (!isRecord(json) || json.version !== 1 || !isRecord(json.model)) return undefined;
  const { id, name, format, dtype, origin, files, addedAt, usedAt } = json.model;
  const sound =
    [id, name, dtype].every(text => typeof text === 'string' && text !== '') &&
    (format === 'gguf' || format === 'onnx') &&
    [addedAt, usedAt].every(Number.isFinite) &&
    isRecord(origin) &&
    (origin.type === 'import' || (origin.type === 'hub' && typeof origin.repo === 'string')) &&
    Array.isArray(files) &&
    files.length > 0 &&
    files.every(isStoredFile);
  return sound ? (json.model as unknown as StoredModel) : undefined;
}

function isStoredFile(value: unknown): boolean {
  if (!isRecord(value) || typeof value.path !== 'string' || typeof value.complete !== 'boolean') return false;
  if (!Array.isArray(value.parts) || !value.parts.every(isStoredPart)) return false;
  const sum = value.parts.reduce((total: number, part: StoredPart) => total + part.bytes, 0);
  // A file that claims to be whole must add up.
  return !value.complete || value.bytes === sum;
}

function isStoredPart(value: unknown): value is StoredPart {
  return (
    isRecord(value) &&
    Number.isSafeInteger(value.bytes) &&
    typeof value.sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(value.sha256)
  );
}
