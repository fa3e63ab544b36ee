import { AlertDialog } from '@base-ui/react/alert-dialog';
import { useState } from 'react';
import { applyTrained } from '../../state/lab-apply.ts';
import type { TrainedEntry } from '../../state/lab-protocol.ts';
import { useLabStore } from '../../state/lab-store.ts';
import {
  exportPolicy,
  importPolicy,
  largestPolicy,
  resetPolicy,
  usePolicyStore,
} from '../../state/policy-store.ts';
import { hrefOf } from '../../state/route.ts';
import { downloadText } from '../components/download.ts';
import { TextFileButton } from '../components/text-file-button.tsx';

/** Hands a trained policy to the Playground; asks first where something learnt would be lost. */
export function ApplyButton({ entry }: { readonly entry: TrainedEntry }) {
  const updates = usePolicyStore(({ policy, origin }) => (origin === undefined ? policy.updates : 0));
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button
        type="button"
        className="button quiet"
        aria-label={`Use in the Playground: ${entry.name}`}
        onClick={() => (updates > 0 ? setAsking(true) : applyTrained(entry))}
      >
        Use in the Playground
      </button>
      <AlertDialog.Root open={asking} onOpenChange={setAsking}>
        <AlertDialog.Portal>
          <AlertDialog.Backdrop className="lab-backdrop" />
          <AlertDialog.Popup className="lab-dialog panel">
            <AlertDialog.Title>Replace the policy of the Playground?</AlertDialog.Title>
            <AlertDialog.Description>
              {`It has learnt from ${updates} run${updates === 1 ? '' : 's'} in this browser, which ${entry.name} knows nothing of. Export it first to keep it.`}
            </AlertDialog.Description>
            <div className="button-row">
              <AlertDialog.Close className="button">Keep it</AlertDialog.Close>
              <AlertDialog.Close className="button primary" onClick={() => applyTrained(entry)}>
                Replace
              </AlertDialog.Close>
            </div>
          </AlertDialog.Popup>
        </AlertDialog.Portal>
      </AlertDialog.Root>
    </>
  );
}

/** Which policy the Playground uses, and how to keep, change or reset it. */
export function PolicyCard() {
  const { policy, origin, problem, subject } = usePolicyStore();
  const applied = useLabStore(state => state.applied);
  return (
    <section className="panel lab-card" aria-label="Policy of the Playground">
      <h3>The Playground now uses</h3>
      <p role="status">
        <strong>
          {origin ??
            (subject.embedded
              ? 'the policy that comes with the page'
              : `a policy of its own for ${subject.name}`)}
        </strong>
        {policy.updates > 0 &&
          `, which has learnt from ${policy.updates} prompt${policy.updates === 1 ? '' : 's'}`}
        .{' '}
        {applied !== undefined && origin !== undefined && (
          <a href={hrefOf({ room: 'playground' })}>See what it picks there</a>
        )}
      </p>
      {problem !== undefined && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <div className="button-row">
        <button
          type="button"
          className="button quiet"
          onClick={() => downloadText('draftpick-policy.json', exportPolicy())}
        >
          Export it
        </button>
        <TextFileButton
          label="Import a policy…"
          inputLabel="Policy file"
          mostBytes={largestPolicy}
          onText={importPolicy}
        />
        <button
          type="button"
          className="button quiet"
          disabled={origin === undefined && policy.updates === 0}
          onClick={() => resetPolicy()}
        >
          Back to the page’s policy
        </button>
      </div>
    </section>
  );
}
