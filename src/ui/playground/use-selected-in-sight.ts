import { type RefObject, useEffect } from 'react';

/** Scrolls the selected token of a box to where the inspector does not cover it. */
export function useSelectedInSight(ref: RefObject<HTMLElement | null>, selection: object | undefined): void {
  useEffect(() => {
    if (selection === undefined) return;
    const token = ref.current?.querySelector('.token[data-selected]');
    if (!token) return;
    token.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    // On a small screen the inspector covers the lower 55 hundredths of the window.
    const free = matchMedia('(max-width: 60rem)').matches ? innerHeight * 0.42 : innerHeight;
    const { bottom } = token.getBoundingClientRect();
    if (bottom > free) scrollBy({ top: bottom - free + 16 });
  }, [ref, selection]);
}
