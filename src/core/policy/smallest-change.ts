/** A change of one feature that makes a policy choose another arm. */
export interface FlippingChange {
  /** Index of the feature. */
  readonly feature: number;
  readonly from: number;
  /** The nearest value, found on a grid and then by bisection, at which another arm is chosen. */
  readonly to: number;
  /** The arm chosen there. */
  readonly arm: number;
}

export interface ChangeOptions {
  /** Features that stay as they are, for example the bias. */
  readonly fixed: (feature: number) => boolean;
  /** Features that are 0 or 1 and nothing between. */
  readonly binary: (feature: number) => boolean;
}

const grid = 24;
const bisections = 10;

/**
 * What would change a choice: for each feature, its nearest value in 0…1 at which the policy takes another arm, all other features
 * as they are. Works for any policy, as it only asks it. A flip and flip back between two points of the grid is missed.
 * @returns the changes there are, smallest first
 */
export function flippingChanges(
  choose: (x: readonly number[]) => number,
  x: readonly number[],
  { fixed, binary }: ChangeOptions,
): FlippingChange[] {
  const chosen = choose(x);
  const at = (feature: number, value: number): number =>
    choose(x.map((entry, i) => (i === feature ? value : entry)));
  const changes = x.flatMap((from, feature): FlippingChange[] => {
    if (fixed(feature)) return [];
    if (binary(feature)) {
      const to = from > 0.5 ? 0 : 1;
      const arm = at(feature, to);
      return arm === chosen ? [] : [{ feature, from, to, arm }];
    }
    const found = [-1, 1].flatMap(direction => {
      let same = from;
      for (let step = 1; ; step++) {
        const value = Math.min(1, Math.max(0, from + (direction * step) / grid));
        if (value === same) return [];
        if (at(feature, value) !== chosen) return [bisect(v => at(feature, v), chosen, same, value)];
        same = value;
      }
    });
    const nearest = found.sort((a, b) => Math.abs(a.to - from) - Math.abs(b.to - from))[0];
    return nearest === undefined ? [] : [{ feature, from, ...nearest }];
  });
  return changes.sort((a, b) => Math.abs(a.to - a.from) - Math.abs(b.to - b.from));
}

function bisect(choose: (value: number) => number, chosen: number, same: number, other: number) {
  let [inside, to] = [same, other];
  let arm = choose(other);
  for (let i = 0; i < bisections; i++) {
    const middle = (inside + to) / 2;
    const there = choose(middle);
    if (there === chosen) inside = middle;
    else [to, arm] = [middle, there];
  }
  return { to, arm };
}
