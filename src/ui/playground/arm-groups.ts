import { type ArmId, armIds, arms } from '../../engine/arms.ts';

/** Arms that draft in the same way. */
export interface ArmGroup {
  readonly name: string;
  readonly arms: readonly ArmId[];
}

/** The heading an arm is listed under; undefined for the one that stands alone. */
function groupOf(arm: ArmId): string | undefined {
  const [first, second]: readonly string[] = arms[arm];
  if (first === undefined) return undefined;
  if (second !== undefined) return 'Together';
  if (first === 'lookup' || first === 'history') return 'From the text';
  return first.startsWith('ngram') ? 'Tables' : 'Neural';
}

/** Every drafting arm once, under its heading, simplest kind first. */
export const armGroups: readonly ArmGroup[] = ['From the text', 'Tables', 'Neural', 'Together']
  .map(name => ({ name, arms: armIds.filter(arm => groupOf(arm) === name) }))
  .filter(group => group.arms.length > 0);
