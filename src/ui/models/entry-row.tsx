import type { LibraryEntry } from '../../engine/library.ts';
import { useEngineUse } from '../../state/engine-owner.ts';
import { lastUses } from '../../state/last-use.ts';
import { useLibraryStore } from '../../state/library-store.ts';
import { chooseTarget, chooseWholeDraft, useTargetStore } from '../../state/target-store.ts';
import { ErrorCard } from '../components/error-card.tsx';
import { bytesText } from '../components/format.ts';
import { partName } from '../playground/names.ts';
import { safeStorage } from '../safe-storage.ts';
import { library } from './library.ts';
import { TransferBar } from './transfer-bar.tsx';
import { kindText, timeText } from './words.ts';

interface EntryRowProps {
  readonly entry: LibraryEntry;
  readonly onDelete: () => void;
}

/** One entry of the library: what it is, how much room it takes, and what can be done with it. */
export function EntryRow({ entry, onDelete }: EntryRowProps) {
  const transfer = useLibraryStore(({ transfers }) => transfers[entry.id]);
  const failure = useLibraryStore(({ failures }) => failures[entry.id]);
  const deleting = useLibraryStore(state => state.deleting.includes(entry.id));
  const { id, bytes, totalBytes, complete, resumable } = entry;
  const name = entryName(entry);
  const time = timeText(entry.addedAt, entry.usedAt ?? lastUses(safeStorage())[id], new Date());
  const facts = [entry.from, entry.licence, time].filter(fact => fact !== undefined);
  return (
    <li className="entry" data-state={complete ? 'complete' : 'unfinished'}>
      <div className="entry-head">
        <div className="entry-text">
          <strong>{name}</strong> <span className="badge">{kindText(entry)}</span>
          {!complete && transfer === undefined && (
            <span className="badge entry-unfinished">{resumable ? 'Unfinished' : 'Partly here'}</span>
          )}
          <span className="muted entry-facts">{facts.join(' · ')}</span>
        </div>
        <span className="figure entry-bytes">
          {transfer === undefined &&
            (complete || totalBytes === undefined
              ? bytesText(bytes)
              : `${bytesText(bytes)} of ${bytesText(totalBytes)}`)}
        </span>
        <div className="button-row entry-actions">
          {transfer !== undefined && (
            <button
              type="button"
              className="button quiet"
              aria-label={`Cancel the download of ${name}`}
              onClick={() => library.cancel(id)}
            >
              Cancel
            </button>
          )}
          {transfer === undefined && resumable && (
            <button
              type="button"
              className="button quiet"
              aria-label={`Resume the download of ${name}`}
              onClick={() => void library.resume(id)}
            >
              Resume
            </button>
          )}
          {complete && (entry.kind === 'gguf' || entry.kind === 'onnx') && <UseButton entry={entry} />}
          {complete && entry.kind === 'gguf' && <DraftButton entry={entry} />}
          <button
            type="button"
            className="button quiet"
            aria-label={`Delete ${name}`}
            disabled={deleting || transfer !== undefined}
            onClick={onDelete}
          >
            {deleting ? 'Deleting…' : 'Delete'}
          </button>
        </div>
      </div>
      {transfer === undefined && !complete && totalBytes !== undefined && totalBytes > 0 && (
        <div className="progress" aria-hidden="true">
          <div className="progress-fill" style={{ transform: `scaleX(${bytes / totalBytes})` }} />
        </div>
      )}
      {transfer && <TransferBar transfer={transfer} label={`Download of ${name}`} />}
      {failure && <ErrorCard failure={failure} onDismiss={() => library.dismiss({ failureOf: id })} />}
    </li>
  );
}

/** Makes a model the target, or goes back to the embedded one. Not while the engine works: choosing ends that. */
function UseButton({ entry: { id, name, kind, bytes } }: { readonly entry: LibraryEntry }) {
  const chosen = useTargetStore(state => state.own?.id === id);
  const busy = useEngineUse(state => state.by !== undefined);
  return (
    <button
      type="button"
      className="button quiet"
      aria-label={chosen ? `Use the embedded model instead of ${name}` : `Use ${name} in the Playground`}
      disabled={busy}
      onClick={() =>
        chooseTarget(chosen ? undefined : { id, name, bytes, ...(kind === 'onnx' ? { format: kind } : {}) })
      }
    >
      {chosen ? 'Use the embedded model' : 'Use in the Playground'}
    </button>
  );
}

/** Makes a model draft for the target, or no longer. It fits where its vocabulary is the target's. */
function DraftButton({ entry: { id, name } }: { readonly entry: LibraryEntry }) {
  const chosen = useTargetStore(state => state.draft?.id === id);
  return (
    <button
      type="button"
      className="button quiet"
      aria-label={chosen ? `Do not use ${name} as a draft` : `Use ${name} as a draft`}
      onClick={() => chooseWholeDraft(chosen ? undefined : { id, name })}
    >
      {chosen ? 'No longer a draft' : 'Use as a draft'}
    </button>
  );
}

/** Drafts are called as in the Playground. */
export function entryName({ kind, name }: LibraryEntry): string {
  if (kind !== 'draft') return name;
  const known = partName(name);
  return known.slice(0, 1).toUpperCase() + known.slice(1);
}
