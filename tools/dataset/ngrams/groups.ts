/**
 * Groups of entries that should be about equally reliable: context length, how often it was seen, the guess's share
 * of that, and what the next shorter context has to say. How reliable each is gets measured, never assumed.
 */
export const countClasses = 6;
export const shareClasses = 7;
/** 0: the shorter context guesses the same (or there is none); 1–3: another token, with a share that is low, middling, high. */
export const relations = 4;
const perOrder = countClasses * shareClasses * relations;

export function groupCount(orders: number): number {
  return orders * perOrder;
}

/**
 * The group of a context whose guess had `most` of `total` observations. `shorterTotal` is 0 when no shorter context is
 * known. Plain numbers, since this runs for millions of contexts many times.
 */
export function groupOf(
  order: number,
  token: number,
  most: number,
  total: number,
  shorterToken: number,
  shorterMost: number,
  shorterTotal: number,
): number {
  const count = Math.min(countClasses - 1, Math.ceil(Math.log2(total)));
  const agrees = shorterTotal === 0 || shorterToken === token;
  const relation = agrees ? 0 : relationOf(shorterMost / shorterTotal);
  return ((order * countClasses + count) * shareClasses + shareClass(most / total)) * relations + relation;
}

/** The group with length, or length and count, left out: what little-seen groups lean on. */
export function coarser(group: number): readonly [withoutOrder: number, withoutCount: number] {
  const inOrder = group % perOrder;
  return [inOrder, inOrder % (shareClasses * relations)];
}

export const coarseCounts: readonly [number, number] = [perOrder, shareClasses * relations];

function shareClass(share: number): number {
  if (share < 0.5) return share < 0.2 ? 0 : share < 0.35 ? 1 : 2;
  return share < 0.65 ? 3 : share < 0.8 ? 4 : share < 0.95 ? 5 : 6;
}

function relationOf(shorterShare: number): number {
  return shorterShare < 0.3 ? 1 : shorterShare < 0.6 ? 2 : 3;
}

/** Counts of tries and hits for each group, and the shrunk rate. */
export class Tally {
  readonly tried: Float64Array;
  readonly hit: Float64Array;

  constructor(groups: number) {
    this.tried = new Float64Array(groups);
    this.hit = new Float64Array(groups);
  }

  add(group: number, hit: boolean): void {
    this.tried[group] = (this.tried[group] ?? 0) + 1;
    if (hit) this.hit[group] = (this.hit[group] ?? 0) + 1;
  }

  /**
   * Hit rate of each group, shrunk towards the coarser groups it belongs to: a coarser rate counts like `strength` tries.
   */
  rates(strength = 20): Float64Array {
    const [finer, coarse] = coarseCounts.map(count => new Tally(count)) as [Tally, Tally];
    let tried = 0;
    let hit = 0;
    for (let group = 0; group < this.tried.length; group++) {
      const [a, b] = coarser(group);
      for (const [tally, index] of [
        [finer, a],
        [coarse, b],
      ] as const) {
        tally.tried[index] = (tally.tried[index] ?? 0) + (this.tried[group] ?? 0);
        tally.hit[index] = (tally.hit[index] ?? 0) + (this.hit[group] ?? 0);
      }
      tried += this.tried[group] ?? 0;
      hit += this.hit[group] ?? 0;
    }
    const shrunk = (tally: Tally, index: number, towards: number) =>
      ((tally.hit[index] ?? 0) + strength * towards) / ((tally.tried[index] ?? 0) + strength);
    const overall = (hit + 1) / (tried + 2);
    return this.tried.map((_, group) => {
      const [a, b] = coarser(group);
      return shrunk(this, group, shrunk(finer, a, shrunk(coarse, b, overall)));
    });
  }
}
