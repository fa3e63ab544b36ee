import type { LibraryEntry } from '../../engine/library.ts';

/** What an entry is, for its badge. */
export function kindText({ kind, dtype }: Pick<LibraryEntry, 'kind' | 'dtype'>): string {
  switch (kind) {
    case 'embedded':
      return 'Embedded model';
    case 'draft':
      return 'Draft';
    case 'gguf':
      return dtype === undefined ? 'GGUF' : `GGUF ${dtype}`;
    case 'onnx':
      return dtype === undefined ? 'ONNX' : `ONNX ${dtype}`;
    case 'leftover':
      return 'Left over';
  }
}

/** `used today, 14:05`, `added 3 Nov 2026`: the last that is known to have happened. */
export function timeText(added: number | undefined, used: number | undefined, now: Date): string | undefined {
  const wasUsed = used !== undefined && used !== added;
  const time = wasUsed ? used : added;
  if (time === undefined) return undefined;
  const date = new Date(time);
  const verb = wasUsed ? 'used' : 'added';
  if (date.toDateString() === now.toDateString()) {
    return `${verb} today, ${date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}`;
  }
  return `${verb} ${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })}`;
}
