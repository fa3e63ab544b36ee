import { orderBytes } from '../../../src/core/ngram-pack.ts';
import { type Entries, type Selection, select, type Trial, tryOut } from './back-off.ts';
import { groupCount, Tally } from './groups.ts';
import type { Corpus } from './outputs.ts';

/** What a better founded confidence is worth, next to a guess that is right instead of wrong. */
const confidenceWorth = 0.25;
/** Tries that the overall rate of use counts for, in groups that were hardly tried. */
const usePrior = 5;

/**
 * Which entries are worth their bytes: the same rule for a table and for those of its folds. An entry stays if the worth of
 * its group is above `upper`; of the groups above `lower` the share `share` stays.
 */
export interface Rule {
  readonly worth: Float64Array;
  readonly lower: number;
  readonly upper: number;
  readonly share: number;
}

export function applyRule(entries: Entries, { worth, lower, upper, share }: Rule): Selection {
  return select(entries, (entry, group) => {
    const value = worth[group] ?? 0;
    return value > upper || (value > lower && spread(entry) < share);
  });
}

/** Finds the rule that keeps as much of what has worth as fits into `maxBytes`. */
export function ruleFor(entries: Entries, worth: Float64Array, maxBytes: number): Rule {
  const fits = (rule: Rule) =>
    applyRule(entries, rule).counts.reduce((sum, count) => sum + orderBytes(count), 0) <= maxBytes;
  const all: Rule = { worth, lower: 0, upper: 0, share: 1 };
  if (fits(all)) return all;
  const levels = [...new Set([0, ...worth])].filter(value => value >= 0).sort((a, b) => a - b);
  let from = 0;
  let to = levels.length - 1;
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    const level = levels[middle] ?? 0;
    if (fits({ worth, lower: level, upper: level, share: 1 })) to = middle;
    else from = middle;
  }
  const between = { worth, lower: levels[from] ?? 0, upper: levels[to] ?? 0 };
  // Between the two levels lies one group too many: as large a share of it as there is room for.
  let share = 0;
  for (let step = 0.5; step > 0.005; step /= 2) {
    if (fits({ ...between, share: share + step })) share += step;
  }
  return { ...between, share };
}

/**
 * What an entry of each group is worth: (how often such an entry answers) × (its hit rate less that of the shorter
 * context that would answer in its place), and a little for a better founded confidence. Summed over tables with
 * other outputs each, that of unseen text.
 */
export class Worth {
  readonly #size: Float64Array;
  readonly #seen: Float64Array;
  readonly #trial: Trial;
  readonly #difference: Float64Array;

  constructor(orders: number) {
    const groups = groupCount(orders);
    this.#size = new Float64Array(groups);
    this.#seen = new Float64Array(groups);
    this.#difference = new Float64Array(groups);
    this.#trial = { own: new Tally(groups), shorter: new Tally(groups) };
  }

  /** Tries a table of everything that was counted on outputs that were not. */
  add(entries: Entries, unseen: Corpus): void {
    const everything = select(entries, () => true);
    tryOut(entries, everything, unseen, this.#trial);
    const rate = this.#trial.own.rates();
    for (let entry = 0; entry < entries.total.length; entry++) {
      if (everything.kept[entry] === 0) continue;
      const group = everything.group[entry] ?? 0;
      const up = entries.parent[entry] ?? -1;
      const instead = up < 0 ? -1 : (everything.answer[up] ?? -1);
      const before = instead < 0 ? 0 : (rate[everything.group[instead] ?? 0] ?? 0);
      this.#size[group] = (this.#size[group] ?? 0) + 1;
      this.#seen[group] = (this.#seen[group] ?? 0) + (entries.total[entry] ?? 0);
      this.#difference[group] = (this.#difference[group] ?? 0) + Math.abs((rate[group] ?? 0) - before);
    }
  }

  /** By group; 0 or less: not worth keeping. */
  values(): Float64Array {
    const { own, shorter } = this.#trial;
    const ownRate = own.rates();
    const shorterRate = shorter.rates();
    const useOverall = sum(own.tried) / Math.max(1, sum(this.#seen));
    return this.#size.map((count, group) => {
      if (count === 0) return 0;
      const meanUse = (useOverall * (this.#seen[group] ?? 0)) / count;
      const use = ((own.tried[group] ?? 0) + usePrior) / (count + usePrior / meanUse);
      const gain = (ownRate[group] ?? 0) - (shorterRate[group] ?? 0);
      return use * (gain + (confidenceWorth * (this.#difference[group] ?? 0)) / count);
    });
  }
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** A number in [0, 1) that spreads the entries evenly: the golden ratio's multiples, modulo 1. */
function spread(entry: number): number {
  return (entry * 0.618033988749895) % 1;
}
