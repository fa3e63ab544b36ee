import './learn.css';
import './predict.css';
import './widgets.css';
import '../playground/stage.css';
import { useEffect, useRef } from 'react';
import { lessons } from '../../lessons/index.ts';
import { connectLearn } from '../../state/learn-store.ts';
import { useRouteStore } from '../../state/route.ts';
import { safeStorage } from '../safe-storage.ts';
import { LessonPage } from './lesson-page.tsx';
import { Overview } from './overview.tsx';

connectLearn(safeStorage());

/** The room of lessons: the course as a whole, or one lesson of it. */
export function Learn() {
  const id = useRouteStore(({ path }) => path[0]);
  const at = lessons.findIndex(lesson => lesson.id === id);
  const lesson = lessons[at];
  useArrival(lesson?.title ?? 'Learn', lesson?.id ?? '');
  if (lesson === undefined) return <Overview unknown={id} />;
  return <LessonPage key={lesson.id} lesson={lesson} at={at} />;
}

/** Who goes to another lesson lands, with the focus too, at its title. */
function useArrival(title: string, place: string): void {
  const shown = useRef(place);
  useEffect(() => {
    // The page names the room in its own effect, which comes after this one.
    queueMicrotask(() => {
      document.title = `${title} · Draftpick`;
    });
    if (shown.current === place) return;
    shown.current = place;
    document.getElementById('learn-title')?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [title, place]);
}
