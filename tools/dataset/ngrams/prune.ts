import { orderBytes } from '../../../src/core/ngram-pack.ts';
import { type Entries, type Selection, select, tryOut } from './back-off.ts';
import { groupCount } from './groups.ts';
import type { Corpus } from './outputs.ts';

/** What a better founded confidence is worth, next to a guess that is right instead of wrong. */
const confidenceWorth = 0.25;
/** Tries that the overall rate of use counts for, in groups that were hardly tried. */
const usePrior = 5;

/**
 * Chooses the entries of a table of at most `maxBytes`: those whose group gains most for each entry on the calibration
 * text, that is (how often an entry of the group answers) × (hit rate less that of the shorter context).
 */
export function prune(entries: Entries, calibration: Corpus, maxBytes: number): Selection {
  const everything = select(entries, () => true);
  const worth = worthOfGroups(entries, everything, calibration);
  const choose = (limit: number, share: number, upper: number) =>
    select(entries, (entry, group) => {
      const value = worth[group] ?? 0;
      return value > upper || (value > limit && spread(entry) < share);
    });
  const fits = (selection: Selection) =>
    selection.counts.reduce((sum, count) => sum + orderBytes(count), 0) <= maxBytes;
  const all = choose(0, 1, 0);
  if (fits(all)) return all;
  let low = 0;
  let high = worth.reduce((most, value) => Math.max(most, value), 0);
  const levels = [...new Set([0, ...worth])].filter(value => value >= 0).sort((a, b) => a - b);
  let from = 0;
  let to = levels.length - 1;
  while (to - from > 1) {
    const middle = (from + to) >> 1;
    const level = levels[middle] ?? 0;
    if (fits(choose(level, 1, level))) to = middle;
    else from = middle;
  }
  low = levels[from] ?? 0;
  high = levels[to] ?? high;
  // Between the two levels lies one group too many: as large a share of it as there is room for.
  let share = 0;
  for (let step = 0.5; step > 0.005; step /= 2) if (fits(choose(low, share + step, high))) share += step;
  return choose(low, share, high);
}

function worthOfGroups(entries: Entries, everything: Selection, calibration: Corpus): Float64Array {
  const groups = groupCount(entries.orders.length);
  const { own, shorter } = tryOut(entries, everything, calibration);
  const ownRate = own.rates();
  const shorterRate = shorter.rates();
  const size = new Float64Array(groups);
  const seen = new Float64Array(groups);
  const difference = new Float64Array(groups);
  for (let entry = 0; entry < entries.total.length; entry++) {
    if (everything.kept[entry] === 0) continue;
    const group = everything.group[entry] ?? 0;
    const up = entries.parent[entry] ?? -1;
    const instead = up < 0 ? -1 : (everything.answer[up] ?? -1);
    const before = instead < 0 ? 0 : (ownRate[everything.group[instead] ?? 0] ?? 0);
    size[group] = (size[group] ?? 0) + 1;
    seen[group] = (seen[group] ?? 0) + (entries.total[entry] ?? 0);
    difference[group] = (difference[group] ?? 0) + Math.abs((ownRate[group] ?? 0) - before);
  }
  const useOverall = sum(own.tried) / Math.max(1, sum(seen));
  return size.map((count, group) => {
    if (count === 0) return 0;
    const meanUse = (useOverall * (seen[group] ?? 0)) / count;
    const use = ((own.tried[group] ?? 0) + usePrior) / (count + usePrior / meanUse);
    const gain = (ownRate[group] ?? 0) - (shorterRate[group] ?? 0);
    return use * (gain + (confidenceWorth * (difference[group] ?? 0)) / count);
  });
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

/** A number in [0, 1) that spreads the entries evenly: the golden ratio's multiples, modulo 1. */
function spread(entry: number): number {
  return (entry * 0.618033988749895) % 1;
}
