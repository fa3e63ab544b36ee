/** What can go wrong between a manifest's address and its bytes. */
export type ModelStoreErrorCode = 'download-failed' | 'checksum-mismatch' | 'manifest-invalid';

/** A model that could not be fetched whole and unchanged. Cancelling is not one of these: that is an `AbortError`. */
export class ModelStoreError extends Error {
  override readonly name = 'ModelStoreError';
  constructor(
    readonly code: ModelStoreErrorCode,
    /** What happened: which file, what was expected and what came. */
    message: string,
    /** What to do about it. */
    readonly remedy: string,
  ) {
    super(message);
  }
}

/** One part of a model file. */
export interface ModelShard {
  /** Name beside the manifest. */
  readonly file: string;
  readonly bytes: number;
  /** Lower-case hexadecimal. */
  readonly sha256: string;
}

/** `manifest.json` of a model folder; described in docs/models.md. */
export interface ModelManifest {
  readonly format: 'draftpick-model';
  readonly version: 1;
  readonly id: string;
  readonly name: string;
  /** Of the whole file, the shards joined in order. */
  readonly bytes: number;
  readonly sha256: string;
  readonly licence: string;
  /** Where it comes from: kind of source -> name. */
  readonly source: Readonly<Record<string, string>>;
  readonly shards: readonly ModelShard[];
}

/** Two shards are held in memory at a time, so a manifest must not ask for huge ones. */
const maxShardBytes = 2 ** 28;
const maxShards = 1024;

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Checks a parsed manifest field by field.
 * @throws ModelStoreError `manifest-invalid`, naming the field.
 */
export function checkManifest(json: unknown): ModelManifest {
  if (!isRecord(json)) throw wrong('it is not an object');
  if (json.format !== 'draftpick-model') throw wrong('format is not "draftpick-model"');
  if (json.version !== 1) throw wrong(`version is ${JSON.stringify(json.version)}; this app reads version 1`);
  const { source } = json;
  if (!isRecord(source)) throw wrong('source is not an object');
  const manifest: ModelManifest = {
    format: 'draftpick-model',
    version: 1,
    id: text(json.id, 'id', /^[a-z0-9][a-z0-9.-]{0,63}$/),
    name: text(json.name, 'name', /^.{1,200}$/u),
    bytes: size(json.bytes, 'bytes', Number.MAX_SAFE_INTEGER),
    sha256: text(json.sha256, 'sha256', /^[0-9a-f]{64}$/),
    licence: text(json.licence, 'licence', /^.{1,200}$/u),
    source: Object.fromEntries(
      Object.entries(source).map(([key, value]) => [key, text(value, `source.${key}`, /^.{1,500}$/u)]),
    ),
    shards: shards(json.shards),
  };
  const sum = manifest.shards.reduce((total, shard) => total + shard.bytes, 0);
  if (sum !== manifest.bytes) throw wrong(`its shards come to ${sum} bytes, but bytes is ${manifest.bytes}`);
  return manifest;
}

function shards(value: unknown): ModelShard[] {
  if (!Array.isArray(value) || value.length < 1 || value.length > maxShards) {
    throw wrong(`shards is not a list of 1 to ${maxShards} shards`);
  }
  return value.map((shard: unknown, i) => checkShard(shard, `shards[${i}]`));
}

/** Checks the description of one file beside a manifest. @throws ModelStoreError `manifest-invalid` */
export function checkShard(shard: unknown, field: string): ModelShard {
  if (!isRecord(shard)) throw wrong(`${field} is not an object`);
  return {
    // A plain name: it cannot leave the manifest's folder or its origin.
    file: text(shard.file, `${field}.file`, /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
    bytes: size(shard.bytes, `${field}.bytes`, maxShardBytes),
    sha256: text(shard.sha256, `${field}.sha256`, /^[0-9a-f]{64}$/),
  };
}

/** @throws ModelStoreError unless `value` is a text of this pattern */
export function text(value: unknown, field: string, pattern: RegExp): string {
  if (typeof value !== 'string' || !pattern.test(value))
    throw wrong(`${field} is missing or not what it should be`);
  return value;
}

function size(value: unknown, field: string, most: number): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 1 || value > most) {
    throw wrong(`${field} is not a whole number from 1 to ${most}`);
  }
  return value;
}

/** An error about the manifest's contents. */
export function wrong(cause: string): ModelStoreError {
  const remedy = 'Reload the page; if you host it, check that the model folder was copied whole.';
  return new ModelStoreError(
    'manifest-invalid',
    `the model's manifest.json cannot be used: ${cause}`,
    remedy,
  );
}
