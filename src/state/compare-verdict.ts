import type { ArmId } from '../engine/arms.ts';
import { armResults, bestArm, type Total, totals, wholeItems } from './compare-results.ts';
import type { CompareItem, Comparison } from './compare-store.ts';
import { percent } from './verdict.ts';

/** Ratios closer to 1 than this are the machine's own variation. */
const evenWithin = 0.02;

/** The outcome in sentences; empty before there is one. */
export function compareVerdict(comparison: Comparison, armName: (arm: ArmId) => string): string {
  const items = wholeItems(comparison);
  const [first] = items;
  if (first === undefined) return '';
  return items.length === 1 && comparison.items.length === 1
    ? verdictOnOne(first, comparison.arms, armName)
    : verdictOnList(comparison, items, armName);
}

const times = (value: number): string => `${value.toFixed(2)}×`;

function verdictOnOne(item: CompareItem, arms: readonly ArmId[], armName: (arm: ArmId) => string): string {
  const ranked = armResults(item, arms)
    .flatMap(({ arm, speedUp: { decode } }) => (arm === 'none' || decode === null ? [] : [{ arm, decode }]))
    .sort((a, b) => b.decode - a.decode);
  const [best, second] = ranked;
  if (best === undefined) return 'Only the target alone has run: choose a draft to compare it with.';
  const sentences: string[] = [];
  const slower = ranked.filter(({ decode }) => decode < 1 - evenWithin);
  if (best.decode > 1 + evenWithin) {
    const close = second !== undefined && best.decode / second.decode < 1 + evenWithin;
    sentences.push(
      close
        ? `${armName(best.arm)} and ${armName(second.arm)} are level in front here: ${times(best.decode)} and ${times(second.decode)} the speed of no draft.`
        : `${armName(best.arm)} wins here: ${times(best.decode)} the speed of no draft${second === undefined ? '' : `, then ${armName(second.arm)} with ${times(second.decode)}`}.`,
    );
    if (slower.length > 0) {
      sentences.push(
        `${listed(slower.map(({ arm, decode }) => `${armName(arm)} (${times(decode)})`))} ${slower.length === 1 ? 'is' : 'are'} slower than no draft.`,
      );
    }
  } else {
    sentences.push(
      best.decode < 1 - evenWithin
        ? `No draft wins here: the nearest, ${armName(best.arm)}, reaches ${times(best.decode)} of its speed.`
        : `Nothing beats no draft here: the best, ${armName(best.arm)}, is level with it (${times(best.decode)}).`,
    );
  }
  sentences.push(aboutPick(item, ranked, best, armName));
  return sentences.join(' ');
}

function aboutPick(
  item: CompareItem,
  ranked: readonly { readonly arm: ArmId; readonly decode: number }[],
  best: { readonly arm: ArmId; readonly decode: number },
  armName: (arm: ArmId) => string,
): string {
  const { picked } = item;
  const name = armName(picked);
  const own = picked === 'none' ? 1 : ranked.find(({ arm }) => arm === picked)?.decode;
  if (own === undefined) return `The policy would take ${name}, which is not among these drafts.`;
  const top = Math.max(1, best.decode);
  if (own >= top)
    return picked === 'none' ? 'The policy too would draft nothing here.' : `The policy picks ${name} too.`;
  return own > top * (1 - evenWithin)
    ? `The policy picks ${name}, which is as good (${times(own)}).`
    : `The policy picks ${name}: ${times(own)}, ${percent(own / top)} of the best.`;
}

function verdictOnList(
  comparison: Comparison,
  items: readonly CompareItem[],
  armName: (arm: ArmId) => string,
): string {
  const all = totals(comparison);
  const value = (id: Total['id']): number | undefined =>
    all.find(total => total.id === id)?.speedUp.decode ?? undefined;
  const ranked = comparison.arms
    .flatMap(arm => (arm === 'none' ? [] : [{ arm, mean: value(arm) ?? Number.NaN }]))
    .filter(({ mean }) => Number.isFinite(mean))
    .sort((a, b) => b.mean - a.mean);
  const [best] = ranked;
  if (best === undefined) return 'Only the target alone has run: choose a draft to compare it with.';
  const over = `Over ${items.length} prompt${items.length === 1 ? '' : 's'}`;
  const oracle = value('oracle');
  const sentences = [
    best.mean > 1 + evenWithin
      ? `${over}, ${armName(best.arm)} is the best single draft: ${times(best.mean)} the speed of no draft.`
      : `${over}, no single draft beats no draft; the nearest is ${armName(best.arm)} with ${times(best.mean)}.`,
  ];
  const lost = items.filter(item => bestArm(item, comparison.arms) === 'none').length;
  if (lost > 0) sentences.push(`On ${lost} of them nothing beats no draft.`);
  const policy = all.find(total => total.id === 'policy');
  const picks = policy?.speedUp.decode;
  if (policy !== undefined && picks != null && oracle !== undefined) {
    sentences.push(
      policy.prompts === items.length
        ? `The policy’s picks reach ${times(picks)}, ${percent(picks / oracle)} of the best draft for each prompt (${times(oracle)}).`
        : `The best draft for each prompt gives ${times(oracle)}; the policy’s picks are among these drafts on ${policy.prompts} prompts and reach ${times(picks)} there.`,
    );
  } else if (oracle !== undefined) {
    sentences.push(`The best draft for each prompt gives ${times(oracle)}.`);
  }
  return sentences.join(' ');
}

function listed(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
