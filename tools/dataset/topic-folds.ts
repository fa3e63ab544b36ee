import { shareOf } from './ngrams/outputs.ts';
import { specialists } from './ngrams/specialists.ts';
import { buildNgramTable } from './ngrams.ts';

/** Topics are dealt into this many folds. */
export const topicFolds = 5;

/** The fold of a topic: decided by its name alone. */
export function foldOf(topic: string): number {
  return Math.floor(shareOf(`topic ${topic}`) * topicFolds);
}

/** An output that tables are made of. */
type Output = Parameters<typeof buildNgramTable>[0][number];

/**
 * N-gram tables like those in public/drafts, but without a fold of topics. Training prompts share topics with the outputs that the
 * published tables were counted in, which makes those look better than on topics they never saw. What a policy is to learn of a
 * prompt is tried with the tables of its fold.
 * @param fold whose topics are left out
 * @param topicOf the topic of an output's prompt, by id
 * @returns the files' bytes by the ids of the drafts they stand for
 */
export function tablesWithout(
  fold: number,
  outputs: readonly Output[],
  topicOf: (id: string) => string,
): Map<string, Uint8Array> {
  const others = outputs.filter(({ id }) => foldOf(topicOf(id)) !== fold);
  return new Map(
    specialists.map(({ name, kinds }) => {
      const own = others.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
      return [`ngram-${name}`, buildNgramTable(own).bytes];
    }),
  );
}
