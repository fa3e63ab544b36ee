/** Prompts that lie near each other in feature space. Plain data. */
export interface PromptGroup {
  readonly id: string;
  /** Mean of the members' features. */
  readonly centre: readonly number[];
  /** A prompt farther from the centre than this is not of the group. */
  readonly radius: number;
}

/** Group of prompts that are near no other. */
export const otherPrompts = 'other';

/** How much farther than 95 % of the training prompts a prompt may lie. */
const slack = 1.25;

/** One group for each kind of prompt; its radius holds 95 % of the kind's members, and a quarter more. */
export function promptGroups(
  samples: readonly { readonly kind: string; readonly features: readonly number[] }[],
): PromptGroup[] {
  const kinds = [...new Set(samples.map(sample => sample.kind))];
  return kinds.map(kind => {
    const members = samples.filter(sample => sample.kind === kind).map(sample => sample.features);
    const centre = (members[0] ?? []).map(
      (_, i) => members.reduce((sum, x) => sum + (x[i] ?? 0), 0) / members.length,
    );
    const distances = members.map(x => distance(x, centre)).sort((a, b) => a - b);
    const radius = slack * (distances[Math.ceil(0.95 * distances.length) - 1] ?? 0);
    return { id: kind, centre, radius };
  });
}

/** Id of the nearest group that reaches as far as `x`, or {@link otherPrompts}. */
export function groupOf(x: ArrayLike<number>, groups: readonly PromptGroup[]): string {
  let nearest = otherPrompts;
  let least = Number.POSITIVE_INFINITY;
  for (const { id, centre, radius } of groups) {
    const away = distance(x, centre);
    if (away > radius || away >= least) continue;
    nearest = id;
    least = away;
  }
  return nearest;
}

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < b.length; i++) sum += ((a[i] ?? 0) - (b[i] ?? 0)) ** 2;
  return Math.sqrt(sum);
}
