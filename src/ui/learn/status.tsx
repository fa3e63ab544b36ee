import type { LessonStatus } from '../../state/learn-store.ts';

/** How a lesson stands, in words. */
export const statusNames: Readonly<Record<LessonStatus, string>> = {
  new: 'not opened yet',
  begun: 'opened',
  done: 'done',
};
