import { type FormEvent, useId, useState } from 'react';
import { useLibraryStore } from '../../state/library-store.ts';
import { ErrorCard } from '../components/error-card.tsx';
import { DropZone } from './drop-zone.tsx';
import { library } from './library.ts';
import { OfferList } from './offer-list.tsx';
import { Suggestions } from './suggestions.tsx';

/** The Hub that is asked unless somebody names another. */
const publicHub = 'https://huggingface.co';

/** Brings a model into the library: from a Hub, or from files of this device. */
export function AddModel() {
  return (
    <section className="panel add-model" aria-labelledby="add-title">
      <div className="panel-head">
        <h2 id="add-title">Add a model</h2>
      </div>
      <RepoForm />
      <DropZone />
    </section>
  );
}

function RepoForm() {
  const id = useId();
  const [repo, setRepo] = useState('');
  const [revision, setRevision] = useState('main');
  const [hub, setHub] = useState(publicHub);
  const offer = useLibraryStore(state => state.offer);
  const looking = useLibraryStore(state => state.looking);
  const failure = useLibraryStore(state => state.lookFailure);
  const report = useLibraryStore(state => state.report);
  const hubProblem = problemOf(hub);

  const look = (name: string, at: string): void => {
    if (hubProblem === undefined) void library.look(hub.trim().replace(/\/+$/, ''), name, at);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    look(repo, revision);
  };
  const free =
    report?.quotaBytes === undefined || report.usageBytes === undefined
      ? undefined
      : report.quotaBytes - report.usageBytes;
  return (
    <>
      <form className="repo-form" onSubmit={submit}>
        <label className="field-label" htmlFor={`${id}-repo`}>
          From the Hub
        </label>
        <div className="repo-row">
          <input
            id={`${id}-repo`}
            type="text"
            inputMode="url"
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            placeholder="owner/name"
            value={repo}
            onChange={event => setRepo(event.target.value)}
          />
          <button type="submit" className="button" disabled={looking || repo.trim() === ''}>
            {looking ? 'Asking…' : 'Look'}
          </button>
        </div>
        <details className="repo-more">
          <summary className="small">Revision and address of the Hub</summary>
          <label className="small" htmlFor={`${id}-revision`}>
            Branch, tag or commit
          </label>
          <input
            id={`${id}-revision`}
            type="text"
            autoComplete="off"
            spellCheck={false}
            value={revision}
            onChange={event => setRevision(event.target.value)}
          />
          <label className="small" htmlFor={`${id}-hub`}>
            Hub or mirror
          </label>
          <input
            id={`${id}-hub`}
            type="url"
            autoComplete="off"
            spellCheck={false}
            value={hub}
            aria-invalid={hubProblem !== undefined}
            aria-describedby={hubProblem === undefined ? undefined : `${id}-hub-problem`}
            onChange={event => setHub(event.target.value)}
          />
          {hubProblem && (
            <p id={`${id}-hub-problem`} className="field-error small">
              {hubProblem}
            </p>
          )}
        </details>
      </form>
      <Suggestions
        busy={looking || hubProblem !== undefined}
        onLook={(name, at) => {
          setRepo(name);
          setRevision(at);
          look(name, at);
        }}
      />
      {failure && <ErrorCard failure={failure} onDismiss={() => library.dismiss('offer')} />}
      {offer && (
        <OfferList
          title={offer.repo}
          facts={[offer.revision, offer.licence ?? 'licence not stated']}
          models={offer.models}
          verb="Download"
          freeBytes={free}
          has={({ format, dtype }) => {
            const from = `${offer.repo}, ${offer.revision}`;
            const found = report?.entries.find(
              entry => entry.from === from && entry.kind === format && entry.dtype === dtype,
            );
            return found === undefined ? 'no' : found.complete ? 'whole' : 'unfinished';
          }}
          onTake={model => void library.take(model)}
          onClose={() => library.dismiss('offer')}
        />
      )}
    </>
  );
}

/** Why an address cannot be a Hub's. */
function problemOf(address: string): string | undefined {
  if (!/^https?:\/\/./.test(address.trim()) || !URL.canParse(address.trim())) {
    return 'Write the whole address, with https://.';
  }
  return undefined;
}
