import { type ComponentType, lazy, Suspense, useEffect, useState } from 'react';
import { type Lesson, lessons, parts } from '../../lessons/index.ts';
import { lessonStatus, useLearnStore, visit } from '../../state/learn-store.ts';
import { hrefOf } from '../../state/route.ts';
import { Boundary } from './loaded.tsx';
import { prose } from './prose.tsx';
import { ShareLesson } from './share-lesson.tsx';
import { statusNames } from './status.tsx';

interface LessonPageProps {
  readonly lesson: Lesson;
  /** Its place in the course, from 0. */
  readonly at: number;
}

/** A lesson with its place in the course around it. */
export function LessonPage({ lesson, at }: LessonPageProps) {
  useEffect(() => visit(lesson.id), [lesson.id]);
  const part = parts.find(({ lessons }) => lessons.includes(lesson));
  return (
    <div className="lesson">
      <Contents current={lesson.id} />
      <article className="lesson-body" aria-labelledby="learn-title">
        <header className="lesson-head">
          <p className="lesson-kicker">
            <a href={hrefOf({ room: 'learn' })}>All lessons</a>
            <span aria-hidden="true">/</span>
            <span>{part?.title}</span>
            <span className="lesson-place figure">{`Lesson ${at + 1} of ${lessons.length} · ${lesson.minutes} min`}</span>
          </p>
          <h2 id="learn-title" tabIndex={-1}>
            {lesson.title}
          </h2>
          <p className="lesson-idea">{lesson.idea}</p>
        </header>
        <Boundary what="This lesson">
          <Suspense fallback={<p className="learn-waiting">Opening the lesson …</p>}>
            <Text lesson={lesson} />
          </Suspense>
        </Boundary>
        <ShareLesson lesson={lesson.id} />
        <Neighbours at={at} />
      </article>
    </div>
  );
}

type Content = ComponentType<{ readonly components: typeof prose }>;
const contents = new Map<string, Content>();

/** The lesson's text as a component that loads itself. A failure is forgotten, so that asking again tries again. */
function contentOf({ id, load }: Lesson): Content {
  const known = contents.get(id);
  if (known !== undefined) return known;
  const content: Content = lazy(async () => {
    try {
      return await load();
    } catch (error) {
      contents.delete(id);
      throw error;
    }
  });
  contents.set(id, content);
  return content;
}

function Text({ lesson }: { readonly lesson: Lesson }) {
  const [Content] = useState(() => contentOf(lesson));
  return (
    <div className="prose">
      <Content components={prose} />
    </div>
  );
}

/** The course beside the lesson, where there is room for it. */
function Contents({ current }: { readonly current: string }) {
  const progress = useLearnStore();
  return (
    <nav className="contents" aria-label="Lessons">
      <ol>
        {lessons.map((lesson, i) => {
          const status = lessonStatus(lesson, progress);
          return (
            <li key={lesson.id} data-status={status}>
              <a
                href={hrefOf({ room: 'learn', path: [lesson.id] })}
                aria-current={lesson.id === current ? 'page' : undefined}
              >
                <span className="contents-number figure" aria-hidden="true">
                  {status === 'done' ? '✓' : i + 1}
                </span>
                <span>{lesson.title}</span>
                {status === 'done' && <span className="visually-hidden">{`, ${statusNames.done}`}</span>}
              </a>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

function Neighbours({ at }: { readonly at: number }) {
  const before = lessons[at - 1];
  const after = lessons[at + 1];
  return (
    <nav className="neighbours" aria-label="Previous and next lesson">
      {before && (
        <a className="neighbour" href={hrefOf({ room: 'learn', path: [before.id] })} rel="prev">
          <span>← Previous</span>
          <strong>{before.title}</strong>
        </a>
      )}
      <a
        className="neighbour next"
        href={hrefOf(after ? { room: 'learn', path: [after.id] } : { room: 'learn' })}
        rel={after ? 'next' : undefined}
      >
        <span>{after ? 'Next →' : 'The end'}</span>
        <strong>{after?.title ?? 'Back to all lessons'}</strong>
      </a>
    </nav>
  );
}
