import './models.css';
import { useEffect } from 'react';
import { useLibraryStore } from '../../state/library-store.ts';
import { ErrorCard } from '../components/error-card.tsx';
import { AddModel } from './add-model.tsx';
import { library } from './library.ts';
import { Shelf } from './shelf.tsx';
import { StorageCard } from './storage-card.tsx';

/** What this browser keeps of models: look, delete, go on with downloads, add more. */
export function Models() {
  const failure = useLibraryStore(state => state.failures['']);
  const announcement = useLibraryStore(state => state.announcement);
  useEffect(() => {
    void library.refresh();
  }, []);
  return (
    <div className="models-room">
      <div className="room-intro">
        <h2>Models of your own, beside the embedded one</h2>
        <p>
          A GGUF file or an ONNX export, from a Hub or from this device, can be the model that writes. A GGUF
          file can also be a draft that guesses for it. What you add stays in this browser.
        </p>
      </div>
      {failure && (
        <ErrorCard failure={failure}>
          <button type="button" className="button" onClick={() => void library.refresh()}>
            Try again
          </button>
        </ErrorCard>
      )}
      <div className="models-column">
        <Shelf />
        <StorageCard />
      </div>
      <AddModel />
      <div className="visually-hidden" role="status" aria-live="polite">
        {announcement}
      </div>
    </div>
  );
}
