import { type Contexts, contextsAt } from './count.ts';
import { groupOf, type Tally } from './groups.ts';
import type { Corpus } from './outputs.ts';

/**
 * All contexts of all lengths in one numbering (shorter ones first), and which of them are in the table. `parent` is the
 * context one token shorter, -1 for those of length 1.
 */
export interface Entries {
  readonly orders: readonly Contexts[];
  /** First number of each length, and the number of all at the end. */
  readonly offsets: readonly number[];
  readonly parent: Int32Array;
  readonly token: Uint16Array;
  readonly most: Int32Array;
  readonly total: Int32Array;
}

export function entriesOf(orders: readonly Contexts[]): Entries {
  const offsets = [0];
  for (const { count } of orders) offsets.push((offsets.at(-1) ?? 0) + count);
  const all = offsets.at(-1) ?? 0;
  const parent = new Int32Array(all).fill(-1);
  const token = new Uint16Array(all);
  const most = new Int32Array(all);
  const total = new Int32Array(all);
  orders.forEach((order, n) => {
    const offset = offsets[n] ?? 0;
    token.set(order.token, offset);
    most.set(order.most, offset);
    total.set(order.total, offset);
    const before = offsets[n - 1];
    if (before !== undefined)
      parent.set(
        order.parent.map(index => before + index),
        offset,
      );
  });
  return { orders, offsets, parent, token, most, total };
}

/** Which contexts are in the table, and what a lookup that has come to a context ends at. */
export interface Selection {
  readonly kept: Uint8Array;
  /** The entry that answers for a context: itself if kept, else the nearest shorter one that is; -1 if none. */
  readonly answer: Int32Array;
  /** The group of each context, given the shorter entry that would answer in its place. */
  readonly group: Int32Array;
  /** Entries kept of each length. */
  readonly counts: readonly number[];
}

/**
 * Goes through the contexts from short to long and asks for each whether it is kept. One that was followed exactly as
 * often as the context one token shorter has seen the very same places, tells nothing new, and is never kept.
 */
export function select(entries: Entries, keep: (entry: number, group: number) => boolean): Selection {
  const { offsets, parent, token, most, total } = entries;
  const kept = new Uint8Array(total.length);
  const answer = new Int32Array(total.length);
  const group = new Int32Array(total.length);
  const counts: number[] = [];
  for (let order = 0; order + 1 < offsets.length; order++) {
    let count = 0;
    for (let entry = offsets[order] ?? 0; entry < (offsets[order + 1] ?? 0); entry++) {
      const up = parent[entry] ?? -1;
      const shorter = up < 0 ? -1 : (answer[up] ?? -1);
      const g = groupOf(
        order,
        token[entry] ?? 0,
        most[entry] ?? 0,
        total[entry] ?? 0,
        token[shorter] ?? 0,
        most[shorter] ?? 0,
        shorter < 0 ? 0 : (total[shorter] ?? 0),
      );
      group[entry] = g;
      const redundant = up >= 0 && total[up] === total[entry];
      const keeps = !redundant && keep(entry, g);
      answer[entry] = keeps ? entry : shorter;
      if (keeps) {
        kept[entry] = 1;
        count++;
      }
    }
    counts.push(count);
  }
  return { kept, answer, group, counts };
}

/** How the groups fare on text that was not counted. */
export interface Trial {
  /** Entries that answered, by group. */
  readonly own: Tally;
  /** What the next shorter entry would have said in their place, under the same group. */
  readonly shorter: Tally;
}

/** Lets the selected entries guess every generated token of `corpus`, and adds to `trial` how they fare. */
export function tryOut(entries: Entries, selection: Selection, corpus: Corpus, trial: Trial): void {
  const { orders, offsets, parent, token } = entries;
  const { own, shorter } = trial;
  const known = new Int32Array(orders.length);
  for (let i = 0; i < corpus.generated.length; i++) {
    const depth = contextsAt(orders, corpus, i, known);
    if (depth === 0) continue;
    const entry = selection.answer[(offsets[depth - 1] ?? 0) + (known[depth - 1] ?? 0)] ?? -1;
    if (entry < 0) continue;
    const actual = corpus.text[corpus.generated[i] ?? 0];
    const group = selection.group[entry] ?? 0;
    own.add(group, token[entry] === actual);
    const up = parent[entry] ?? -1;
    const instead = up < 0 ? -1 : (selection.answer[up] ?? -1);
    shorter.add(group, instead >= 0 && token[instead] === actual);
  }
}
