import './theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { createActions } from '../state/actions.ts';
import { connectBackend, useBackendStore } from '../state/backend-store.ts';
import { offerDrafts, readOfferedDrafts } from '../state/draft-files.ts';
import { useEngineStore } from '../state/engine-store.ts';

import { connectLastUse } from '../state/last-use.ts';
import { isCached, readOffer } from '../state/model-offer.ts';
import { browserFrames, createPacedFrame } from '../state/paced-frame.ts';
import { connectPolicy, servePolicyTo } from '../state/policy-store.ts';
import { fetchJson, findRecordings, openRecording, useRecordingsStore } from '../state/recordings.ts';
import { connectRoute } from '../state/route.ts';
import { connectSettings } from '../state/settings-store.ts';
import { connectTarget, useTargetStore } from '../state/target-store.ts';
import { ActionsContext } from './actions-context.tsx';
import { App } from './app.tsx';
import { draftsManifest, modelFolder, runsFolder } from './places.ts';
import { safeStorage } from './safe-storage.ts';

const actions = createActions({
  createEngine: async () => {
    const { WorkerEngine } = await import('../engine/worker-engine.ts');
    return new WorkerEngine({
      modelUrl: modelFolder,
      draftsUrl: draftsManifest,
      storage: safeStorage(),
      libraryModel: () => useTargetStore.getState().own?.id,
      libraryDraft: () => useTargetStore.getState().draft?.id,
      backend: () => useBackendStore.getState().choice,
      onMoved: info => useEngineStore.setState({ info }),
    });
  },
  nextFrame: createPacedFrame(browserFrames()),
  reducedMotion: () => matchMedia('(prefers-reduced-motion: reduce)').matches,
});

let waiting: ReturnType<typeof setTimeout> | undefined;
connectRoute({
  location,
  replaceHash: hash =>
    history.replaceState(null, '', hash === '' ? location.pathname + location.search : hash),
  onHashChange: listener => addEventListener('hashchange', listener),
});
connectSettings({
  storage: safeStorage(),
  later: callback => {
    clearTimeout(waiting);
    waiting = setTimeout(callback, 300);
  },
});
connectPolicy(safeStorage());
useEngineStore.subscribe(({ info }, before) => {
  if (info !== undefined && info !== before.info) servePolicyTo(info);
});
connectLastUse(safeStorage());
connectBackend(safeStorage());
connectTarget(safeStorage());

const root = document.getElementById('root');
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <ActionsContext value={actions}>
        <App />
      </ActionsContext>
    </StrictMode>,
  );
}

void actions.inspectDevice();
void showOffer();
void showDrafts();
void showFirstRecording();

/** Plays the first recorded run, unless somebody was faster with a run of their own. */
async function showFirstRecording(): Promise<void> {
  await findRecordings(runsFolder, fetchJson);
  const first = useRecordingsStore.getState().entries[0];
  if (first === undefined) return;
  try {
    const trace = await openRecording(runsFolder, first, fetchJson);
    await actions.replayIfEmpty(trace);
  } catch {
    useRecordingsStore.setState({ status: 'none', entries: [], current: undefined });
  }
}

/** Says what loading would bring. Without its manifest the model can still be asked for; loading then says what is wrong. */
async function showOffer(): Promise<void> {
  const offer = await fetchJson(`${modelFolder}manifest.json`).then(readOffer, () => undefined);
  if (offer === undefined) return;
  const cached = await isCached(offer, globalThis.caches);
  useEngineStore.setState({ offer: { ...offer, cached } });
}

/** Says what each draft would bring. Without their manifest they can still be asked for, like the model. */
async function showDrafts(): Promise<void> {
  const files = await fetchJson(draftsManifest).then(readOfferedDrafts, () => undefined);
  if (files !== undefined) await offerDrafts(files, globalThis.caches);
}
