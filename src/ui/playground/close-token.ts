import { select, useRunStore } from '../../state/run-store.ts';

/**
 * Brings the focus from the panel of a token back to the text the token is in. To be called before the panel goes: with it the focus
 * would go to the top of the page.
 */
export function leaveTokenPanel(text: HTMLElement | null): void {
  if (document.activeElement?.closest('.token-panel')) text?.focus({ preventScroll: true });
}

/** Closes the panel on the stage. The token stays selected until the focus is back: a text that is tabbed into selects its first one. */
export function closeToken(): void {
  const { selection } = useRunStore.getState();
  if (selection === undefined) return;
  leaveTokenPanel(document.querySelector(`.lane[data-lane="${selection.lane}"] .lane-text`));
  select(undefined);
}
