import { messageOf } from '../core/message-of.ts';
import { DownloadError } from './download-error.ts';
import type { RepoFile } from './hub-repo.ts';
import type { PartStore } from './part-store.ts';
import { PartWriter, partBytes } from './part-writer.ts';
import { type RepoChoice, repoChoices } from './repo-choices.ts';
import { throwIfAborted } from './shard-loader.ts';
import { emptyFile, type StoredModel } from './stored-model.ts';

/** A file that somebody chose or dropped, with its path below the folder it came in. */
export interface LocalFile {
  readonly path: string;
  readonly data: Blob;
}

/** Bytes copied at a time. */
const step = 2 ** 20;

/**
 * The models among dropped files: each GGUF file, and each rounding of an ONNX export. A folder's own name is left out, and ONNX
 * files that lie beside their configuration count as if they lay in `onnx/`, where the Hub has them.
 * @returns the files under the paths that the choices use, and the choices
 */
export function localChoices(files: readonly LocalFile[]): {
  readonly files: readonly LocalFile[];
  readonly choices: readonly RepoChoice[];
} {
  const folder = commonFolder(files.map(({ path }) => path));
  const placed = files.map(({ path, data }) => {
    const inside = path.slice(folder.length);
    return { path: /^[^/]+\.onnx(_data.*)?$/.test(inside) ? `onnx/${inside}` : inside, data };
  });
  const listed = placed.map(({ path, data }): RepoFile => {
    return { path, bytes: data.size, sha256: undefined, gitSha1: undefined };
  });
  return { files: placed, choices: repoChoices(listed) };
}

/** The first folder that all paths share, with its slash; empty where they share none. */
function commonFolder(paths: readonly string[]): string {
  const [first = ''] = paths;
  const folder = first.slice(0, first.indexOf('/') + 1);
  const stays = folder === 'onnx/' || paths.some(path => !path.startsWith(folder));
  return stays ? '' : folder;
}

/**
 * Copies the files of a model into the library, checking how they begin. A copy that is cancelled or fails leaves nothing.
 * @param onProgress bytes copied so far
 * @throws DownloadError `file-invalid`, `storage-full`; DOMException `AbortError`
 */
export async function importModel(
  store: PartStore,
  model: StoredModel,
  files: readonly LocalFile[],
  options: {
    readonly onProgress?: (loadedBytes: number) => void;
    readonly signal?: AbortSignal | undefined;
    readonly bytesPerPart?: number;
  } = {},
): Promise<StoredModel> {
  const { onProgress = () => {}, signal, bytesPerPart = partBytes } = options;
  let current: StoredModel = { ...model, files: model.files.map(file => emptyFile(file.path, file)) };
  try {
    await store.remove(model.id);
    let before = 0;
    for (const file of current.files) {
      const data = files.find(({ path }) => path === file.path)?.data;
      if (data === undefined) throw invalid(file.path, 'it is not among the chosen files');
      await checkMagic(file.path, data);
      const writer = new PartWriter(store, current, { ...file, bytes: data.size }, bytesPerPart);
      for (let at = 0; at < data.size; at += step) {
        throwIfAborted(signal);
        await writer.write(await readBlob(data.slice(at, at + step), file.path));
        onProgress(before + writer.taken);
      }
      throwIfAborted(signal);
      current = await writer.finish();
      before += data.size;
    }
    return current;
  } catch (error) {
    await store.remove(model.id).catch(() => undefined);
    throw error;
  }
}

async function readBlob(blob: Blob, path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (error) {
    const cause = messageOf(error);
    throw new DownloadError(
      'file-invalid',
      `${path} could not be read (${cause}).`,
      'Was it moved or changed? Choose it again.',
    );
  }
}

/** How a file begins tells a model from something that was only named like one. @throws DownloadError `file-invalid` */
async function checkMagic(path: string, data: Blob): Promise<void> {
  const start = await readBlob(data.slice(0, 64), path);
  const text = new TextDecoder('latin1').decode(start);
  if (/\.gguf$/i.test(path) && !text.startsWith('GGUF'))
    throw invalid(path, 'it does not begin with “GGUF”, so it is no GGUF file');
  if (/\.json$/i.test(path) && !/^\s*[{[]/.test(text)) throw invalid(path, 'it is not JSON');
  // A protobuf message of ModelProto starts with its first field: ir_version, field 1, a varint.
  if (/\.onnx$/i.test(path) && start[0] !== 0x08)
    throw invalid(path, 'it does not begin as an ONNX model does');
  if (text.startsWith('version https://git-lfs')) {
    throw invalid(path, 'it is only the pointer that git keeps of a large file');
  }
}

function invalid(path: string, cause: string): DownloadError {
  return new DownloadError(
    'file-invalid',
    `${path} cannot be used: ${cause}.`,
    'Choose a GGUF file, or the folder of an ONNX export with its tokenizer, downloaded whole.',
  );
}
