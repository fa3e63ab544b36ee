import { create } from 'zustand';

/** What a person answered: the number of a choice, or a number on a slider. */
export type Answers = Readonly<Record<string, number>>;

/** How far a person has come. Kept in the browser's storage. */
export interface LearnState {
  /** Lessons that were opened, in the order in which they first were. */
  readonly visited: readonly string[];
  /** Answers to the questions, by their ids. A question that was answered is also revealed. */
  readonly answers: Answers;
}

const storageKey = 'draftpick-learn';
const nothing: LearnState = { visited: [], answers: {} };
/** More than the lessons will ever have; what is stored beyond it is not of this page. */
const most = 200;

export const useLearnStore = create<LearnState>(() => nothing);

/** Reads what was kept, and keeps every change from now on. A storage that refuses to keep it changes nothing else. */
export function connectLearn(storage: Pick<Storage, 'getItem' | 'setItem'>): void {
  useLearnStore.setState(read(storage));
  useLearnStore.subscribe(({ visited, answers }) => {
    try {
      storage.setItem(storageKey, JSON.stringify({ visited, answers }));
    } catch {
      // Full or forbidden: progress then lasts as long as the page.
    }
  });
}

/** Notes that a lesson was opened. */
export function visit(lesson: string): void {
  const { visited } = useLearnStore.getState();
  if (!visited.includes(lesson)) useLearnStore.setState({ visited: [...visited, lesson] });
}

/** Keeps an answer; undefined takes it back, so that the question can be tried again. */
export function answer(question: string, value: number | undefined): void {
  const { [question]: _, ...rest } = useLearnStore.getState().answers;
  useLearnStore.setState({ answers: value === undefined ? rest : { ...rest, [question]: value } });
}

/** Forgets all progress. */
export function forgetProgress(): void {
  useLearnStore.setState(nothing);
}

/** Where a lesson stands: done when every question in it was answered. */
export type LessonStatus = 'new' | 'begun' | 'done';

export function lessonStatus(
  lesson: { readonly id: string; readonly questions: readonly string[] },
  { visited, answers }: LearnState,
): LessonStatus {
  if (!visited.includes(lesson.id)) return 'new';
  return lesson.questions.every(question => answers[question] !== undefined) ? 'done' : 'begun';
}

function read(storage: Pick<Storage, 'getItem'>): LearnState {
  try {
    const stored: unknown = JSON.parse(storage.getItem(storageKey) ?? '{}');
    if (typeof stored !== 'object' || stored === null) return nothing;
    const { visited, answers } = stored as Record<string, unknown>;
    return { visited: readNames(visited), answers: readAnswers(answers) };
  } catch {
    return nothing;
  }
}

function readNames(value: unknown): string[] {
  if (!Array.isArray(value)) return [];
  return value.filter((name): name is string => typeof name === 'string').slice(0, most);
}

function readAnswers(value: unknown): Answers {
  if (typeof value !== 'object' || value === null) return {};
  const entries = Object.entries(value).filter((entry): entry is [string, number] =>
    Number.isFinite(entry[1]),
  );
  return Object.fromEntries(entries.slice(0, most));
}
