import { forgetAside, useOwnDatasetStore } from '../../state/own-dataset-store.ts';
import { downloadText } from '../components/download.ts';

/** Says that what an earlier visit left cannot be read, and gives it out. */
export function OwnAside() {
  const aside = useOwnDatasetStore(state => state.aside);
  if (aside === undefined) return null;
  return (
    <div className="compare-problem lab-own-aside" role="alert">
      <p>
        What this browser kept of your prompts and recordings is damaged, or from another version of this
        page, so the list began empty. Nothing was deleted: what was there is set aside.
      </p>
      <div className="button-row">
        <button
          type="button"
          className="button"
          onClick={() => downloadText('draftpick-own-dataset-unreadable.json', aside)}
        >
          Export what was set aside
        </button>
        <button type="button" className="button quiet" onClick={() => void forgetAside()}>
          Delete it
        </button>
      </div>
    </div>
  );
}
