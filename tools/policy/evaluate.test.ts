import { beforeAll, describe, expect, test } from 'vitest';
import { trainedPolicyFromJson } from '../../src/core/policy/trained-policy.ts';
import { replaceSection } from './document.ts';
import { evaluatePolicies, type Findings, type Replayed, type Report } from './evaluate.ts';
import { policyTable } from './report.ts';
import { syntheticDataset } from './synthetic.test-helper.ts';
import { trainPolicy } from './train.ts';

const { dataset, texts } = syntheticDataset(90);
const settings = { seed: 1, orders: 2, resamples: 100, noise: 0.03 };
let found: Report;
let findings: Findings;
beforeAll(() => {
  found = evaluatePolicies({
    dataset,
    texts,
    singles: ['none', 'coder'],
    buckets: [16],
    states: undefined,
    measured: undefined,
    settings,
    log: () => {},
  });
  findings = found.page;
});
const speed = (
  replayed: Replayed | undefined,
  id: string,
  of: 'ofOracle' | 'ofFixed' | 'speedUp' = 'ofOracle',
) => replayed?.results.find(({ contender }) => contender.id === id)?.all.overall[of].value ?? Number.NaN;

describe('an evaluation of policies', () => {
  test('covers the splits there are, each with every arm and every policy', () => {
    expect(findings.replayed.map(({ title }) => title)).toEqual(['held-out', 'new-kind']);
    const names = policyTable(findings.replayed[0] ?? expect.fail()).map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining(['always coder', 'REINFORCE on speed-ups', 'UCB1']));
    expect(names.at(-1)).toMatch(/oracle/);
  });

  test('finds that context pays, and that shuffled labels do not', () => {
    const [heldOut] = findings.replayed;
    for (const id of ['reinforce', 'ridge', 'page']) expect(speed(heldOut, id)).toBeGreaterThan(0.95);
    expect(speed(heldOut, 'page', 'ofFixed')).toBeGreaterThan(1.1);
    // Nothing is to be learnt from them but which arm is best on the whole.
    expect(speed(heldOut, 'shuffled', 'ofFixed')).toBeLessThan(1.02);
    expect(speed(heldOut, 'oracle')).toBeCloseTo(1, 9);
  });

  test('finds that learning leaves drafts that do not pay on a kind never trained on', () => {
    const [, strange] = findings.replayed;
    const later = strange?.results.find(({ contender }) => contender.id === 'page')?.later;
    expect(later?.overall.speedUp.value).toBeGreaterThan(0.97);
    expect(speed(strange, 'random', 'speedUp')).toBeLessThan(0.95);
  });

  test('looks at single drafts apart', () => {
    expect(found.singles?.replayed[0]?.arms).toEqual(['none', 'coder']);
    expect(found.singles?.replayed[0]?.oracle).toBeLessThan(findings.replayed[0]?.oracle ?? 0);
  });

  test('takes the cheapest features within 1 % of the best', () => {
    const means = findings.ablation.map(({ mean }) => mean);
    expect(means[0]).toBeLessThan(0.99 * Math.max(...means));
    expect(findings.set.id).toBe('surface');
  });

  test('says what each α gives, and how the dataset’s size matters', () => {
    const [first] = findings.alpha;
    // At α = 0 only the drafts' own speeds count, which are equal here: any choice has the best reward.
    expect(first?.reinforceReward).toBeCloseTo(first?.bestReward ?? Number.NaN, 9);
    expect(findings.sizes.at(-1)?.size).toBe(270);
    expect(findings.shares.every(({ share }) => share > 0.97)).toBe(true);
  });
});

test('a policy is trained into a small file that can be read', () => {
  const { trained } = trainPolicy(dataset, texts, { ...settings, targetMs: [1, 1.5] });
  expect(trainedPolicyFromJson(JSON.parse(JSON.stringify(trained))).arms.map(({ id }) => id)).toEqual([
    'none',
    'coder',
    'writer',
  ]);
});

test('a section is put between its markers, and added where there is none', () => {
  const once = replaceSection('# Method\n\nText.\n', 'first');
  expect(once).toMatch(/Text\.\n\n## What the policy gains\n\n<!-- policy:start/);
  const twice = replaceSection(`${once}\nAfter.\n`, 'second');
  expect(twice).not.toMatch(/first/);
  expect(twice).toMatch(/second\n\n<!-- policy:end -->\n\nAfter\.\n$/);
});
