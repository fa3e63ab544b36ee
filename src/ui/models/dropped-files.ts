import type { ChosenFile } from '../../engine/library.ts';

/** Files beyond this number are not a model's. */
const most = 500;

/** Everything in a drop, with folders opened. @returns a name for it all, and the files */
export async function filesOfDrop(
  transfer: DataTransfer,
): Promise<{ readonly name: string; readonly files: readonly ChosenFile[] }> {
  // The items are gone after the first await: take the entries at once.
  const entries = [...transfer.items].flatMap(item => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return named([...transfer.files].map(data => ({ path: data.name, data })));
  const files: ChosenFile[] = [];
  for (const entry of entries) await open(entry, '', files);
  return named(files);
}

/** Files of an `<input type="file">`, with or without `webkitdirectory`. */
export function filesOfInput(list: FileList): {
  readonly name: string;
  readonly files: readonly ChosenFile[];
} {
  return named([...list].slice(0, most).map(data => ({ path: data.webkitRelativePath || data.name, data })));
}

function named(files: readonly ChosenFile[]): {
  readonly name: string;
  readonly files: readonly ChosenFile[];
} {
  const path = (files.find(file => /\.(gguf|onnx)$/i.test(file.path)) ?? files[0])?.path ?? '';
  const [first = ''] = path.split('/');
  return { name: first.replace(/\.gguf$/i, '') || 'files', files };
}

async function open(entry: FileSystemEntry, folder: string, into: ChosenFile[]): Promise<void> {
  if (into.length >= most) return;
  const path = `${folder}${entry.name}`;
  if (entry.isFile) {
    const data = await new Promise<File>((done, failed) => {
      (entry as FileSystemFileEntry).file(done, failed);
    });
    into.push({ path, data });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A folder is read a hundred entries at a time, until an empty answer.
    const some = await new Promise<FileSystemEntry[]>((done, failed) => reader.readEntries(done, failed));
    if (some.length === 0) return;
    for (const each of some) await open(each, `${path}/`, into);
  }
}
