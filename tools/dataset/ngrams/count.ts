import type { Corpus } from './outputs.ts';
import { PairTable } from './pair-table.ts';

/** Every context of one length. Context i of length n + 1 goes one token further back than context `parent[i]` of length n. */
export interface Contexts {
  readonly length: number;
  readonly count: number;
  readonly parent: Int32Array;
  /** A place in the text behind the context. */
  readonly end: Int32Array;
  /** How often the context was followed by a generated token. */
  readonly total: Int32Array;
  /** The token that followed most often; among equals the one seen first. */
  readonly token: Uint16Array;
  /** How often it did. */
  readonly most: Int32Array;
  /** Finds a context: (its parent, the token before the parent) → i. */
  readonly index: PairTable;
}

/** Counts all contexts of 1 … `longest` tokens before the generated tokens of `corpus`. */
export function countContexts(corpus: Corpus, longest: number): Contexts[] {
  const { generated } = corpus;
  // The context of each place, of the length reached so far; all start from the empty one. -1: none that long.
  const context = new Int32Array(generated.length);
  const orders: Contexts[] = [];
  for (let length = 1; length <= longest; length++) {
    const index = new PairTable(Math.min(generated.length, 2 ** 20));
    const parents: number[] = [];
    const ends: number[] = [];
    for (let i = 0; i < generated.length; i++) {
      const parent = context[i] ?? -1;
      if (parent < 0 || (corpus.depth[i] ?? 0) < length) {
        context[i] = -1;
        continue;
      }
      const at = generated[i] ?? 0;
      const number = index.add(parent, corpus.text[at - length] ?? 0);
      if (number === parents.length) {
        parents.push(parent);
        ends.push(at);
      }
      context[i] = number;
    }
    orders.push({
      length,
      count: parents.length,
      parent: Int32Array.from(parents),
      end: Int32Array.from(ends),
      index,
      ...countFollowers(corpus, context, parents.length),
    });
  }
  return orders;
}

function countFollowers({ text, generated }: Corpus, context: Int32Array, contexts: number) {
  const followers = new PairTable(Math.min(generated.length, 2 ** 20));
  const counts = new Int32Array(generated.length);
  const total = new Int32Array(contexts);
  for (let i = 0; i < generated.length; i++) {
    const from = context[i] ?? -1;
    if (from < 0) continue;
    const pair = followers.add(from, text[generated[i] ?? 0] ?? 0);
    counts[pair] = (counts[pair] ?? 0) + 1;
    total[from] = (total[from] ?? 0) + 1;
  }
  const token = new Uint16Array(contexts);
  const most = new Int32Array(contexts);
  const first = new Int32Array(contexts);
  followers.forEach((from, next, pair) => {
    const count = counts[pair] ?? 0;
    const best = most[from] ?? 0;
    if (count < best || (count === best && pair > (first[from] ?? 0))) return;
    token[from] = next;
    most[from] = count;
    first[from] = pair;
  });
  return { total, token, most };
}

/**
 * The counted contexts that lie before place i of another corpus, shortest first.
 * @param into filled with the number of the context of each length, up to what is returned.
 * @returns how many lengths are known.
 */
export function contextsAt(orders: readonly Contexts[], corpus: Corpus, i: number, into: Int32Array): number {
  const at = corpus.generated[i] ?? 0;
  const depth = corpus.depth[i] ?? 0;
  let parent = 0;
  let known = 0;
  for (const order of orders) {
    if (order.length > depth) break;
    parent = order.index.find(parent, corpus.text[at - order.length] ?? 0);
    if (parent < 0) break;
    into[known++] = parent;
  }
  return known;
}
