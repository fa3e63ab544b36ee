import { type ChangeEvent, type DragEvent, useRef, useState } from 'react';
import { useLibraryStore } from '../../state/library-store.ts';
import { ErrorCard } from '../components/error-card.tsx';
import { filesOfDrop, filesOfInput } from './dropped-files.ts';
import { library } from './library.ts';
import { OfferList } from './offer-list.tsx';
import { TransferBar } from './transfer-bar.tsx';

/** Takes a GGUF file or the folder of an ONNX export: dropped, or chosen. */
export function DropZone() {
  const dropped = useLibraryStore(state => state.dropped);
  const failure = useLibraryStore(state => state.dropFailure);
  const transfers = useLibraryStore(state => state.transfers);
  const copy = Object.entries(transfers).find(([id]) => id.startsWith('copy '));
  const [over, setOver] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);

  const onDrop = async (event: DragEvent): Promise<void> => {
    event.preventDefault();
    setOver(false);
    const { name, files } = await filesOfDrop(event.dataTransfer);
    await library.drop(name, files);
  };
  const onChoose = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const { files: list } = event.target;
    if (list === null || list.length === 0) return;
    const { name, files } = filesOfInput(list);
    await library.drop(name, files);
    // The same file may be chosen again.
    event.target.value = '';
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut for the two buttons inside */}
      <div
        className="drop-zone"
        data-over={over || undefined}
        onDragOver={event => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={event => void onDrop(event)}
      >
        <p>
          <span className="field-label">From this device</span>
          <span className="muted small drop-hint">
            Drop a GGUF file or the folder of an ONNX export here, or choose one. It is copied into the
            browser’s storage; nothing is sent anywhere.
          </span>
        </p>
        <div className="button-row">
          <button type="button" className="button quiet" onClick={() => file.current?.click()}>
            Choose a file
          </button>
          <button type="button" className="button quiet" onClick={() => folder.current?.click()}>
            Choose a folder
          </button>
        </div>
        <input
          ref={file}
          type="file"
          accept=".gguf"
          hidden
          aria-label="GGUF file"
          onChange={event => void onChoose(event)}
        />
        <input
          ref={folder}
          type="file"
          hidden
          aria-label="Folder of an ONNX export"
          onChange={event => void onChoose(event)}
          {...{ webkitdirectory: '' }}
        />
      </div>
      {failure && <ErrorCard failure={failure} onDismiss={() => library.dismiss('dropped')} />}
      {dropped !== undefined && dropped.models.length === 0 && (
        <p className="field-error" role="alert">
          There is no GGUF file and no ONNX export among the {dropped.files.length} files of {dropped.name}.
        </p>
      )}
      {dropped !== undefined && dropped.models.length > 0 && (
        <OfferList
          title={dropped.name}
          facts={[`${dropped.files.length} file${dropped.files.length === 1 ? '' : 's'} of this device`]}
          models={dropped.models}
          verb="Copy"
          freeBytes={undefined}
          busy={copy !== undefined}
          onTake={model => void library.copy(model)}
          onClose={() => library.dismiss('dropped')}
        />
      )}
      {copy && (
        <div className="copying">
          <TransferBar transfer={copy[1]} label={`Copy of ${copy[1].name}`} />
          <button type="button" className="button quiet" onClick={() => library.cancel(copy[0])}>
            Cancel the copy
          </button>
        </div>
      )}
    </>
  );
}
