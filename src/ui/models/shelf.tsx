import { useState } from 'react';
import type { LibraryEntry } from '../../engine/library.ts';
import { useLibraryStore } from '../../state/library-store.ts';
import { bytesText } from '../components/format.ts';
import { ConfirmDelete } from './confirm-delete.tsx';
import { EntryRow } from './entry-row.tsx';
import { library } from './library.ts';

const groups: readonly { readonly title: string; readonly has: (entry: LibraryEntry) => boolean }[] = [
  { title: 'Models', has: ({ kind }) => kind === 'embedded' || kind === 'gguf' || kind === 'onnx' },
  { title: 'Drafts', has: ({ kind }) => kind === 'draft' },
  { title: 'Left over', has: ({ kind }) => kind === 'leftover' },
];

/** Everything that is stored, by what it is. */
export function Shelf() {
  const report = useLibraryStore(state => state.report);
  const transfers = useLibraryStore(state => state.transfers);
  const [doomed, setDoomed] = useState<readonly LibraryEntry[]>();
  const entries = report?.entries ?? [];
  const total = entries.reduce((sum, { bytes }) => sum + bytes, 0);
  const busy = Object.keys(transfers).length > 0;
  return (
    <section className="panel shelf" aria-labelledby="shelf-title">
      <div className="panel-head">
        <h2 id="shelf-title">In this browser</h2>
        {entries.length > 0 && (
          <>
            <span className="muted figure shelf-total">{bytesText(total)}</span>
            <button type="button" className="button quiet" disabled={busy} onClick={() => setDoomed(entries)}>
              Delete all…
            </button>
          </>
        )}
      </div>
      {report === undefined && <p className="muted">Looking…</p>}
      {report !== undefined && entries.length === 0 && (
        <p className="empty">
          Nothing is stored yet. The embedded model and its drafts come here when the Playground loads them,
          and stay for the next visit.
        </p>
      )}
      {groups.map(({ title, has }) => {
        const here = entries.filter(has);
        if (here.length === 0) return null;
        return (
          <div key={title} className="shelf-group">
            <h3>{title}</h3>
            <ul>
              {here.map(entry => (
                <EntryRow key={entry.id} entry={entry} onDelete={() => setDoomed([entry])} />
              ))}
            </ul>
          </div>
        );
      })}
      {doomed && (
        <ConfirmDelete
          entries={doomed}
          onCancel={() => setDoomed(undefined)}
          onConfirm={() => {
            setDoomed(undefined);
            void library.remove(doomed.map(({ id }) => id));
          }}
        />
      )}
    </section>
  );
}
