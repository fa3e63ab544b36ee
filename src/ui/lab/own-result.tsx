import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useState } from 'react';
import { samplesOf } from '../../core/offline-dataset.ts';
import type { ComparePrompt } from '../../state/compare-list.ts';
import { exportDataset, loadShipped, takeOwn } from '../../state/lab-dataset.ts';
import { useLabStore } from '../../state/lab-store.ts';
import { joinDatasets, leastOwnPrompts, type OwnRow, ownDataset } from '../../state/own-dataset.ts';
import { forgetOwnRows } from '../../state/own-dataset-store.ts';
import { downloadText } from '../components/download.ts';
import { datasetUrl, fetchText } from './fetch-text.ts';

interface OwnResultProps {
  readonly prompts: readonly ComparePrompt[];
  readonly rows: readonly (OwnRow | undefined)[];
}

/** What can be done with the prompts that are recorded. */
export function OwnResult({ prompts, rows }: OwnResultProps) {
  const shown = useLabStore(state => (state.source === 'shipped' ? state.dataset : undefined));
  const own = ownDataset(prompts, rows);
  if (own === undefined) return null;
  const missing = leastOwnPrompts - own.samples.length;
  const joined = shown === undefined ? undefined : joinDatasets(shown, own);
  const [train, heldOut] = [samplesOf(own, 'train').length, samplesOf(own, 'held-out').length];
  const page = () => loadShipped(datasetUrl, fetchText, true);
  return (
    <div className="lab-own-result">
      <p className="lab-job-note">
        {missing > 0
          ? `${train} to train on, ${heldOut} held out. By themselves they are too few: ${missing} more ${missing === 1 ? 'is' : 'are'} needed. `
          : `${train} to train on, ${heldOut} held out. `}
        {typeof joined === 'string'
          ? `With the page’s dataset they can’t be joined: ${joined}.`
          : 'Joined with the page’s dataset they keep the speed-ups of this device, and it those of the machine it was made on.'}
      </p>
      <div className="button-row">
        <button type="button" className="button" disabled={missing > 0} onClick={() => void takeOwn(own)}>
          Train on these alone
        </button>
        <button
          type="button"
          className="button"
          disabled={typeof joined === 'string'}
          onClick={() => void takeOwn(own, page)}
        >
          Train on both together
        </button>
        <button
          type="button"
          className="button quiet"
          onClick={() => downloadText('draftpick-own-dataset.json', exportDataset(own))}
        >
          Export these
        </button>
        <DeleteButton />
      </div>
    </div>
  );
}

/** Deletes what took long to make; asks first. */
function DeleteButton() {
  const [asking, setAsking] = useState(false);
  return (
    <AlertDialog.Root open={asking} onOpenChange={setAsking}>
      <AlertDialog.Trigger className="button quiet">Delete the recordings…</AlertDialog.Trigger>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className="lab-backdrop" />
        <AlertDialog.Popup className="panel lab-dialog">
          <AlertDialog.Title>Delete the recordings?</AlertDialog.Title>
          <AlertDialog.Description>
            All recorded rows are deleted, also those of other settings. The prompts stay; recording them
            again takes as long as it did.
          </AlertDialog.Description>
          <div className="button-row">
            <AlertDialog.Close className="button">Keep them</AlertDialog.Close>
            <AlertDialog.Close className="button primary" onClick={forgetOwnRows}>
              Delete
            </AlertDialog.Close>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
