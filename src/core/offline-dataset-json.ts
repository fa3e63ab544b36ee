import { fromBase64, toBase64 } from './base64.ts';
import { JsonReader, show } from './json-reader.ts';
import { messageOf } from './message-of.ts';
import { type DatasetArm, type DatasetSample, type OfflineDataset, splits } from './offline-dataset.ts';
import { type AlignmentKind, alignmentKinds } from './reward.ts';

/**
 * The file: a JSON object whose columns are base64 of unsigned bytes or of little-endian 16-bit words. A column of n values a
 * sample is stored value by value, [n × samples], so that like stands beside like and the file compresses well.
 *
 * | column          | values a sample | word | meaning                          |
 * |-----------------|-----------------|------|----------------------------------|
 * | kind            | 1               | 8    | index into `kinds`               |
 * | split           | 1               | 8    | index into {@link splits}        |
 * | tokens          | 1               | 16   | as it is                         |
 * | features        | features        | 8    | /255                             |
 * | alignment.KIND  | arms            | 8    | /255, one column for each kind   |
 * | speedUps        | arms            | 16   | /8192                            |
 */
export interface OfflineDatasetJson {
  readonly format: typeof format;
  readonly version: typeof version;
  readonly target: string;
  readonly speedUpSource: OfflineDataset['speedUpSource'];
  readonly features: readonly string[];
  readonly arms: readonly DatasetArm[];
  readonly alignments: readonly AlignmentKind[];
  readonly kinds: readonly string[];
  readonly ids: readonly string[];
  readonly columns: Readonly<Record<string, string>>;
}

const format = 'draftpick-offline-dataset';
const version = 1;

/** How a real number becomes a whole one. */
interface Scale {
  readonly steps: number;
  readonly bits: 8 | 16;
}
const share: Scale = { steps: 255, bits: 8 };
const index: Scale = { steps: 1, bits: 8 };
const count: Scale = { steps: 1, bits: 16 };
const speedUp: Scale = { steps: 8192, bits: 16 };

/**
 * The dataset as plain JSON data. Values are rounded to the steps of their column; reading them back and writing them again
 * gives the same file.
 * @throws RangeError naming the sample and column whose values don't fit: too few, too many, or out of range.
 */
export function offlineDatasetToJson(dataset: OfflineDataset): OfflineDatasetJson {
  const { target, speedUpSource, features, arms, alignments, samples } = dataset;
  const kinds = [...new Set(samples.map(sample => sample.kind))];
  const kindIndex = new Map(kinds.map((kind, i) => [kind, i]));
  const column = (name: string, size: number, scale: Scale, of: (s: DatasetSample) => readonly number[]) =>
    encode(samples, name, size, scale, of);
  const columns: Record<string, string> = {
    kind: column('kind', 1, index, sample => [kindIndex.get(sample.kind) ?? Number.NaN]),
    split: column('split', 1, index, sample => [splits.indexOf(sample.split)]),
    tokens: column('tokens', 1, count, sample => [sample.tokens]),
    features: column('features', features.length, share, sample => sample.features),
    speedUps: column('speedUps', arms.length, speedUp, sample => sample.speedUps),
  };
  for (const kind of alignments) {
    const name = `alignment.${kind}`;
    columns[name] = column(name, arms.length, share, sample => sample.alignments[kind] ?? []);
  }
  const ids = samples.map(sample => sample.id);
  return { format, version, target, speedUpSource, features, arms, alignments, kinds, ids, columns };
}

/**
 * Reads the dataset back. Nothing in `json` is trusted.
 * @throws Error whose message names what is wrong.
 */
export function offlineDatasetFromJson(json: unknown): OfflineDataset {
  const root = read.record(json, 'the file');
  if (root.format !== format) fail(`its format is ${show(root.format)}, not "${format}"`);
  if (root.version !== version)
    fail(`its version is ${show(root.version)}; this build reads version ${version}`);
  const target = read.text(root.target, 'target');
  const { speedUpSource } = root;
  if (speedUpSource !== 'computed' && speedUpSource !== 'measured')
    return fail(`speedUpSource is ${show(speedUpSource)}`);
  const features = names(root.features, 'features');
  const arms = read.list(root.arms, 'arms').map(readArm);
  names(
    arms.map(arm => arm.id),
    'ids of the arms',
  );
  const alignments = names(root.alignments, 'alignments').map(readAlignment);
  const kinds = names(root.kinds, 'kinds');
  const ids = names(root.ids, 'ids');
  if (features.length === 0 || arms.length === 0) fail('it has no features or no arms');
  const columns = read.record(root.columns, 'columns');
  const column = (name: string, size: number, scale: Scale) =>
    decode(columns[name], name, size, ids.length, scale);
  const kind = column('kind', 1, index);
  const split = column('split', 1, index);
  const tokens = column('tokens', 1, count);
  const featureRows = column('features', features.length, share);
  const speedUps = column('speedUps', arms.length, speedUp);
  const aligned = alignments.map(name => [name, column(`alignment.${name}`, arms.length, share)] as const);
  const samples = ids.map(
    (id, i): DatasetSample => ({
      id,
      kind: kinds[kind[i]?.[0] ?? -1] ?? fail(`sample "${id}" has a kind that isn't listed`),
      split: splits[split[i]?.[0] ?? -1] ?? fail(`sample "${id}" has a split that isn't known`),
      tokens: tokens[i]?.[0] ?? 0,
      features: featureRows[i] ?? [],
      alignments: Object.fromEntries(aligned.map(([name, rows]) => [name, rows[i] ?? []])),
      speedUps: speedUps[i] ?? [],
    }),
  );
  return { target, speedUpSource, features, arms, alignments, samples };
}

function encode(
  samples: readonly DatasetSample[],
  name: string,
  size: number,
  { steps, bits }: Scale,
  of: (sample: DatasetSample) => readonly number[],
): string {
  const width = bits / 8;
  const bytes = new Uint8Array(samples.length * size * width);
  samples.forEach((sample, row) => {
    const values = of(sample);
    if (values.length !== size)
      throw new RangeError(`sample "${sample.id}", ${name}: ${values.length} values instead of ${size}`);
    values.forEach((value, j) => {
      const word = Math.round(value * steps);
      if (!(word >= 0 && word < 2 ** bits))
        throw new RangeError(`sample "${sample.id}", ${name}: ${value} is out of range`);
      const at = (j * samples.length + row) * width;
      bytes[at] = word & 255;
      if (width === 2) bytes[at + 1] = word >>> 8;
    });
  });
  return toBase64(bytes);
}

function decode(
  value: unknown,
  name: string,
  size: number,
  rows: number,
  { steps, bits }: Scale,
): number[][] {
  if (typeof value !== 'string') return fail(`column "${name}" is missing`);
  const bytes = bytesOf(value, name);
  const width = bits / 8;
  if (bytes.length !== rows * size * width)
    fail(`column "${name}" has ${bytes.length} bytes instead of ${rows * size * width}`);
  return Array.from({ length: rows }, (_, row) =>
    Array.from({ length: size }, (_, j) => {
      const at = (j * rows + row) * width;
      const high = width === 2 ? (bytes[at + 1] ?? 0) << 8 : 0;
      return ((bytes[at] ?? 0) | high) / steps;
    }),
  );
}

function bytesOf(value: string, name: string): Uint8Array {
  try {
    return fromBase64(value);
  } catch (error) {
    return fail(`column "${name}": ${messageOf(error)}`);
  }
}

function readArm(value: unknown): DatasetArm {
  const arm = read.record(value, 'an arm');
  const id = read.text(arm.id, 'id of an arm');
  const bytes = read.number(arm.bytes, `bytes of arm "${id}"`);
  const speed = read.number(arm.speed, `speed of arm "${id}"`);
  if (bytes < 0) fail(`bytes of arm "${id}" is negative`);
  return arm.name === undefined
    ? { id, bytes, speed }
    : { id, name: read.text(arm.name, `name of arm "${id}"`), bytes, speed };
}

function readAlignment(name: string): AlignmentKind {
  return alignmentKinds.find(kind => kind === name) ?? fail(`alignment ${show(name)} isn't known`);
}

function fail(cause: string): never {
  throw new Error(`This offline dataset can't be used: ${cause}.`);
}

const read = new JsonReader(fail);

/** A list of texts, none of them twice. */
function names(value: unknown, what: string): string[] {
  const entries = read.list(value, what).map(entry => read.text(entry, `an entry of ${what}`));
  if (new Set(entries).size < entries.length) fail(`an entry of ${what} occurs twice`);
  return entries;
}
