import { useState } from 'react';
import { type Lesson, lessons, parts } from '../../lessons/index.ts';
import { forgetProgress, lessonStatus, useLearnStore } from '../../state/learn-store.ts';
import { hrefOf } from '../../state/route.ts';
import { statusNames } from './status.tsx';

/** The course as a whole: what there is, how long it takes, how far one has come. */
export function Overview({ unknown }: { readonly unknown: string | undefined }) {
  return (
    <div className="course">
      {unknown !== undefined && (
        <p
          className="course-note"
          role="status"
        >{`There is no lesson “${unknown}”. Here is what there is.`}</p>
      )}
      <CourseHead />
      {parts.map(part => (
        <section key={part.title} className="course-part" aria-label={part.title}>
          <h3>{part.title}</h3>
          <ol>
            {part.lessons.map(lesson => (
              <LessonLine key={lesson.id} lesson={lesson} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function CourseHead() {
  const progress = useLearnStore();
  const statuses = lessons.map(lesson => lessonStatus(lesson, progress));
  const done = statuses.filter(status => status === 'done').length;
  const minutes = lessons.reduce((sum, lesson) => sum + lesson.minutes, 0);
  const begun = progress.visited.length > 0;
  const next = lessons[statuses.findIndex(status => status !== 'done')] ?? lessons[0];
  return (
    <header className="course-head">
      <div className="course-words">
        <h2 id="learn-title" tabIndex={-1}>
          How a model writes faster without writing anything else
        </h2>
        <p className="course-lead">
          {`${inWords(lessons.length)} short lessons, about ${minutes} minutes in all. Every picture moves, every figure is computed as you look or was recorded on a real machine, and nothing has to be downloaded first.`}
        </p>
        <div className="course-go">
          {next && (
            <a className="button primary" href={hrefOf({ room: 'learn', path: [next.id] })}>
              {begun ? `Go on: ${next.title}` : 'Begin'}
            </a>
          )}
          {begun && <Forget />}
        </div>
      </div>
      <div className="course-progress" role="img" aria-label={`${done} of ${lessons.length} lessons done`}>
        <span className="course-count figure" aria-hidden="true">
          {done}
          <small>{`/ ${lessons.length}`}</small>
        </span>
        <span className="course-strip" aria-hidden="true">
          {statuses.map((status, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lessons keep their places
            <span key={i} data-status={status} />
          ))}
        </span>
        <span aria-hidden="true">lessons done</span>
      </div>
    </header>
  );
}

function LessonLine({ lesson }: { readonly lesson: Lesson }) {
  const progress = useLearnStore();
  const status = lessonStatus(lesson, progress);
  const number = lessons.indexOf(lesson) + 1;
  return (
    <li className="course-lesson" data-status={status}>
      <span className="course-number figure" aria-hidden="true">
        {number}
      </span>
      <div>
        <h4>
          <a href={hrefOf({ room: 'learn', path: [lesson.id] })}>{lesson.title}</a>
        </h4>
        <p className="course-idea">{lesson.idea}</p>
      </div>
      <p className="course-meta figure">
        <span>{`${lesson.minutes} min`}</span>
        {status !== 'new' && <span className="course-status">{statusNames[status]}</span>}
      </p>
    </li>
  );
}

/** Forgetting cannot be taken back, so it is asked twice. */
function Forget() {
  const [asked, setAsked] = useState(false);
  if (!asked) {
    return (
      <button type="button" className="button quiet" onClick={() => setAsked(true)}>
        Forget my progress
      </button>
    );
  }
  return (
    <span className="button-row">
      <button type="button" className="button quiet" onClick={forgetProgress}>
        Yes, forget it
      </button>
      <button type="button" className="button quiet" onClick={() => setAsked(false)}>
        Keep it
      </button>
    </span>
  );
}

function inWords(count: number): string {
  return ['Ten', 'Eleven', 'Twelve'][count - 10] ?? String(count);
}
