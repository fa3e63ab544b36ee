import '../../src/ui/theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { preflight } from '../../src/engine/preflight.ts';
import { offerDrafts, readOfferedDrafts } from '../../src/state/draft-files.ts';
import { fetchJson } from '../../src/state/recordings.ts';
import { connectSettings, useSettingsStore } from '../../src/state/settings-store.ts';
import { draftsManifest } from '../../src/ui/places.ts';
import { safeStorage } from '../../src/ui/safe-storage.ts';
import { BenchPage } from './bench-page.tsx';
import { useBenchStore } from './bench-store.ts';

/** Draws the page for people. A program that drives `window.bench` need not look at it. */
export function mountPage(): void {
  // The app's theme; nothing is written back.
  connectSettings({ storage: safeStorage(), later: () => {} });
  const { theme } = useSettingsStore.getState();
  if (theme !== 'auto') document.documentElement.dataset.theme = theme;
  const root = document.getElementById('root');
  if (root === null) return;
  createRoot(root).render(
    <StrictMode>
      <BenchPage />
    </StrictMode>,
  );
  void preflight().then(device => useBenchStore.setState({ device }));
  void showDrafts();
}

/** Says what each draft would bring. Without their manifest they can still be asked for; loading then says what is wrong. */
async function showDrafts(): Promise<void> {
  const files = await fetchJson(draftsManifest).then(readOfferedDrafts, () => undefined);
  if (files !== undefined) await offerDrafts(files, globalThis.caches);
}
