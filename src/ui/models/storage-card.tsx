import { useLibraryStore } from '../../state/library-store.ts';
import { bytesText } from '../components/format.ts';
import { library } from './library.ts';

/** How much room the browser gives this site, and whether it may clear it by itself. */
export function StorageCard() {
  const report = useLibraryStore(state => state.report);
  const { usageBytes, quotaBytes } = report ?? {};
  const known = usageBytes !== undefined && quotaBytes !== undefined && quotaBytes > 0;
  return (
    <section className="panel" aria-labelledby="storage-title">
      <div className="panel-head">
        <h2 id="storage-title">Storage</h2>
      </div>
      {known ? (
        <>
          <div
            className="progress storage-bar"
            role="img"
            aria-label={`${bytesText(usageBytes)} of ${bytesText(quotaBytes)} used`}
          >
            <div className="progress-fill" style={{ transform: `scaleX(${usageBytes / quotaBytes})` }} />
          </div>
          <p className="storage-figures figure">
            <strong>{bytesText(usageBytes)}</strong>
            <span className="muted">
              {' '}
              used by this site, of about {bytesText(quotaBytes)} the browser allows it
            </span>
          </p>
        </>
      ) : (
        <p className="muted">
          {report === undefined ? 'Looking…' : 'This browser does not say how much room there is.'}
        </p>
      )}
      <Keeping />
    </section>
  );
}

function Keeping() {
  const persisted = useLibraryStore(state => state.persisted);
  const declined = useLibraryStore(state => state.declined);
  if (persisted === undefined) return null;
  if (persisted) {
    return <p className="keeping">The browser keeps all this until you delete it.</p>;
  }
  return (
    <div className="keeping">
      <p className="muted">
        {declined
          ? 'The browser declined to promise that; most agree once a site is installed, bookmarked or often used. Until then it may clear what is stored when the disk is nearly full.'
          : 'The browser may clear what is stored when the disk is nearly full.'}
      </p>
      <button type="button" className="button quiet" onClick={() => void library.askToKeep()}>
        Keep it stored
      </button>
    </div>
  );
}
