import { type RefObject, useEffect, useState } from 'react';

/**
 * The stretch, from and to in CSS pixels, that is worth drawing in a box that scrolls sideways: what is in sight and as much again
 * on either side. It changes once for every width scrolled.
 */
export function useStretch(
  ref: RefObject<HTMLElement | null>,
  width: number,
): readonly [from: number, to: number] {
  const [page, setPage] = useState(0);
  useEffect(() => {
    const box = ref.current;
    if (box === null) return;
    const look = (): void => setPage(Math.floor(box.scrollLeft / Math.max(1, width)));
    look();
    box.addEventListener('scroll', look, { passive: true });
    return () => box.removeEventListener('scroll', look);
  }, [ref, width]);
  return [(page - 1) * width, (page + 2) * width];
}
