import { Dialog } from '@base-ui/react/dialog';
import type { LibraryEntry } from '../../engine/library.ts';
import { bytesText } from '../components/format.ts';
import { entryName } from './entry-row.tsx';

interface ConfirmDeleteProps {
  readonly entries: readonly LibraryEntry[];
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Says what deleting costs before it is done. */
export function ConfirmDelete({ entries, onConfirm, onCancel }: ConfirmDeleteProps) {
  const [only] = entries;
  const bytes = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  const what = entries.length === 1 && only !== undefined ? entryName(only) : `all ${entries.length} entries`;
  return (
    <Dialog.Root open onOpenChange={open => open || onCancel()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog panel">
          <Dialog.Title className="dialog-title">Delete {what}?</Dialog.Title>
          <Dialog.Description>
            This frees {bytesText(bytes)}. {consequence(entries)} What is loaded now stays loaded until the
            page is closed.
          </Dialog.Description>
          <div className="button-row">
            <button type="button" className="button primary" onClick={onConfirm}>
              Delete
            </button>
            <Dialog.Close className="button">Keep</Dialog.Close>
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function consequence(entries: readonly LibraryEntry[]): string {
  const imported = entries.some(({ id }) => id.startsWith('file/'));
  const own = entries.some(({ kind }) => kind === 'embedded' || kind === 'draft');
  const fromHub = entries.some(({ id }) => id.startsWith('hub/'));
  return [
    own && 'What comes with this page is downloaded again when it is next used.',
    fromHub && 'Models of a Hub have to be downloaded again.',
    imported && 'Copied files have to be chosen again.',
  ]
    .filter(Boolean)
    .join(' ');
}
