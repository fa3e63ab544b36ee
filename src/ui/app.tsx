import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useDraftFilesStore } from '../state/draft-files.ts';
import { hrefOf, useRouteStore } from '../state/route.ts';
import { useRunStore } from '../state/run-store.ts';
import { set, type Theme, useSettingsStore } from '../state/settings-store.ts';
import { useActions } from './actions-context.tsx';
import { Choice } from './components/choice.tsx';
import { megabytes } from './components/format.ts';
import { Logo } from './components/logo.tsx';
import { closeToken } from './playground/close-token.ts';
import { partName } from './playground/names.ts';
import { rooms } from './rooms.ts';

const ShortcutSheet = lazy(async () => ({ default: (await import('./shortcut-sheet.tsx')).ShortcutSheet }));

/** The page. */
export function App() {
  useTheme();
  useEscape();
  const { main, room, name, View } = useRoom();
  const [sheet, setSheet] = useState(false);
  useQuestionMark(() => setSheet(true));
  const announcement = useRunStore(state => state.announcement);
  const loadingDraft = useDraftFilesStore(({ loading }) =>
    loading === undefined
      ? undefined
      : `Loading draft ${partName(loading.part)}, ${megabytes(loading.totalBytes)}.`,
  );
  return (
    <>
      <Header onKeyboard={() => setSheet(true)} />
      <main id="main" className={room} ref={main} tabIndex={-1} aria-label={name}>
        <Suspense fallback={<p className="room-loading">Opening {name} …</p>}>
          <View />
        </Suspense>
      </main>
      {sheet && (
        <Suspense>
          <ShortcutSheet onClose={() => setSheet(false)} />
        </Suspense>
      )}
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

function Header({ onKeyboard }: { readonly onKeyboard: () => void }) {
  const inPlayground = useRouteStore(({ room }) => room === 'playground');
  const theme = useSettingsStore(state => state.theme);
  return (
    <header className="header">
      <button
        type="button"
        className="button skip"
        onClick={() => document.getElementById(inPlayground ? 'prompt' : 'main')?.focus()}
      >
        {inPlayground ? 'Go to the prompt' : 'Skip to the content'}
      </button>
      <div className="header-name">
        <Logo />
        <h1>Draftpick</h1>
      </div>
      <Navigation />
      <Choice
        label="Theme"
        hideLabel
        options={themes}
        value={theme}
        onChange={value => set({ theme: value })}
      />
      <button type="button" className="button keyboard" aria-label="Keyboard shortcuts" onClick={onKeyboard}>
        ?
      </button>
      {inPlayground && (
        <p className="tagline">
          A language model in your browser, sped up by small drafts that a bandit picks.
        </p>
      )}
    </header>
  );
}

function Navigation() {
  const here = useRouteStore(({ room }) => room);
  if (rooms.length === 1) return null;
  return (
    <nav className="rooms" aria-label="Rooms">
      {rooms.map(({ id, name }) => (
        <a key={id} href={hrefOf({ room: id })} aria-current={id === here ? 'page' : undefined}>
          {name}
        </a>
      ))}
    </nav>
  );
}

/** The room to show. Who goes to another lands, with the focus too, at its beginning. */
function useRoom() {
  const main = useRef<HTMLElement>(null);
  const here = useRouteStore(({ room }) => room);
  const { id: room, name, View } = rooms.find(({ id }) => id === here) ?? rooms[0];
  const shown = useRef(room);
  useEffect(() => {
    document.title = `${name} · Draftpick`;
    if (shown.current === room) return;
    shown.current = room;
    main.current?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [room, name]);
  return { main, room, name, View };
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
      // A dialog takes it for itself.
      if (event.key !== 'Escape' || event.isComposing || document.querySelector('[role=dialog]')) return;
      if (useRunStore.getState().phase !== 'idle') actions.stop();
      else closeToken();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, [actions]);
}

/** `?` opens the sheet of shortcuts, except where somebody writes. */
function useQuestionMark(open: () => void): void {
  const opens = useRef(open);
  opens.current = open;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.key !== '?' || isWriting(event.target)) return;
      event.preventDefault();
      opens.current();
    };
    addEventListener('keydown', onKeyDown);
    return () => removeEventListener('keydown', onKeyDown);
  }, []);
}

function isWriting(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.matches('input:not([type=radio], [type=checkbox]), textarea, select')
  );
}
