import { useEffect } from 'react';
import { useDraftFilesStore } from '../state/draft-files.ts';
import { useRunStore } from '../state/run-store.ts';
import { set, type Theme, useSettingsStore } from '../state/settings-store.ts';
import { useActions } from './actions-context.tsx';
import { Choice } from './components/choice.tsx';
import { megabytes } from './components/format.ts';
import { partName } from './playground/names.ts';
import { Playground } from './playground/playground.tsx';

/** The page. */
export function App() {
  useTheme();
  useEscape();
  const announcement = useRunStore(state => state.announcement);
  const loadingDraft = useDraftFilesStore(({ loading }) =>
    loading === undefined
      ? undefined
      : `Loading draft ${partName(loading.part)}, ${megabytes(loading.totalBytes)}.`,
  );
  return (
    <>
      <Header />
      <Playground />
      <div className="visually-hidden" role="status" aria-live="polite">
        {loadingDraft ?? announcement}
      </div>
    </>
  );
}

const themes: readonly { readonly value: Theme; readonly label: string }[] = [
  { value: 'light', label: 'Light' },
  { value: 'auto', label: 'Auto' },
  { value: 'dark', label: 'Dark' },
];

function Header() {
  const theme = useSettingsStore(state => state.theme);
  return (
    <header className="header">
      <button
        type="button"
        className="button skip"
        onClick={() => document.getElementById('prompt')?.focus()}
      >
        Go to the prompt
      </button>
      <div className="header-name">
        <svg className="logo" viewBox="0 0 28 28" width="28" height="28" aria-hidden="true" focusable="false">
          <path className="logo-target" d="M4 9h20" />
          <path className="logo-draft" d="M4 19h11" />
          <rect className="logo-correction" x="19" y="16" width="6" height="6" rx="1.5" />
        </svg>
        <h1>Draftpick</h1>
        <p>A language model in your browser, sped up by small drafts that a bandit picks.</p>
      </div>
      <Choice
        label="Theme"
        hideLabel
        options={themes}
        value={theme}
        onChange={value => set({ theme: value })}
      />
    </header>
  );
}

function useTheme(): void {
  const theme = useSettingsStore(state => state.theme);
  useEffect(() => {
    if (theme === 'auto') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
  }, [theme]);
}

/** Esc stops a run, wherever the focus is. */
function useEscape(): void {
  const actions = useActions();
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.isComposing) return;
      if (useRunStore.getState().phase !== 'idle') actions.stop();
      else useRunStore.setState({ selection: undefined });
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [actions]);
}
