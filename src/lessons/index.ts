/// <reference types="mdx" />
import type { MDXContent } from 'mdx/types';

/** One lesson of the course. */
export interface Lesson {
  /** Its part of the address: `#/learn/<id>`. */
  readonly id: string;
  readonly title: string;
  /** What it is about, in one sentence. */
  readonly idea: string;
  /** About how long reading and trying takes. */
  readonly minutes: number;
  /** Ids of the questions in it. */
  readonly questions: readonly string[];
  readonly load: () => Promise<{ readonly default: MDXContent }>;
}

/** Lessons that belong together. */
export interface Part {
  readonly title: string;
  readonly lessons: readonly Lesson[];
}

/** The course, in order. */
export const parts: readonly Part[] = [
  {
    title: 'The idea',
    lessons: [
      {
        id: 'slow',
        title: 'Why writing is slow',
        idea: 'A model reads all of its weights for every single token. That is what takes the time.',
        minutes: 4,
        questions: ['slow-eight'],
        load: () => import('./slow.mdx'),
      },
      {
        id: 'draft-and-verify',
        title: 'Draft and verify',
        idea: 'Somebody quick guesses a few tokens; the model checks them all in one pass.',
        minutes: 5,
        questions: ['draft-emitted'],
        load: () => import('./draft-and-verify.mdx'),
      },
    ],
  },
  {
    title: 'The guarantee',
    lessons: [
      {
        id: 'same-text',
        title: 'Why the text stays the same',
        idea: 'However bad the guesses are, the output is the model’s own. Try to break it.',
        minutes: 4,
        questions: ['same-passes'],
        load: () => import('./same-text.mdx'),
      },
      {
        id: 'same-odds',
        title: 'The same odds, when dice are thrown',
        idea: 'With sampling, a single coin toss per token keeps every probability exactly right.',
        minutes: 6,
        questions: ['odds-accepted'],
        load: () => import('./same-odds.mdx'),
      },
    ],
  },
  {
    title: 'The cost',
    lessons: [
      {
        id: 'when-it-loses',
        title: 'When drafting loses',
        idea: 'Checking costs something too. Below a certain acceptance rate, guessing makes things slower.',
        minutes: 5,
        questions: ['loses-break-even'],
        load: () => import('./when-it-loses.mdx'),
      },
      {
        id: 'acceptance',
        title: 'What acceptance depends on',
        idea: 'The same draft on four prompts: on one it flies, on another it does not get a single token right.',
        minutes: 4,
        questions: ['acceptance-count'],
        load: () => import('./acceptance.mdx'),
      },
      {
        id: 'how-long',
        title: 'How long to guess',
        idea: 'A draft that knows how sure it is can stop in time.',
        minutes: 4,
        questions: ['length-best'],
        load: () => import('./how-long.mdx'),
      },
    ],
  },
  {
    title: 'The choice',
    lessons: [
      {
        id: 'bandit',
        title: 'Choosing a draft',
        idea: 'Several drafts, one choice a prompt, and only the chosen one tells you how it did.',
        minutes: 6,
        questions: ['bandit-fixed'],
        load: () => import('./bandit.mdx'),
      },
      {
        id: 'offline',
        title: 'Learning before the first prompt',
        idea: 'Let every draft write on its own once, compare, and weigh likeness against speed.',
        minutes: 5,
        questions: ['offline-alpha'],
        load: () => import('./offline.mdx'),
      },
      {
        id: 'reinforce',
        title: 'REINFORCE by hand',
        idea: 'The policy’s training, one step at a time, with numbers small enough to check.',
        minutes: 6,
        questions: ['reinforce-sign'],
        load: () => import('./reinforce.mdx'),
      },
      {
        id: 'exploring',
        title: 'Exploring, and what it costs',
        idea: 'Never trying anything new is expensive. So is trying everything for ever.',
        minutes: 5,
        questions: ['exploring-least'],
        load: () => import('./exploring.mdx'),
      },
    ],
  },
  {
    title: 'In the open',
    lessons: [
      {
        id: 'real-run',
        title: 'Reading a real run',
        idea: 'A recorded answer, round by round. Then it is your turn, with a prompt of your own.',
        minutes: 5,
        questions: ['real-plain'],
        load: () => import('./real-run.mdx'),
      },
    ],
  },
];

/** All lessons, in order. */
export const lessons: readonly Lesson[] = parts.flatMap(part => part.lessons);
