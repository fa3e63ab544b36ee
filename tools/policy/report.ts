import type { Result } from '../../src/core/policy/play.ts';
import type { Findings, Replayed } from './evaluate.ts';
import type { Measured } from './measured.ts';
import { percent, type Table, withRange } from './tables.ts';

/** Contenders in the order of the tables: fixed arms after the policies, the oracle last. */
export function ordered(results: readonly Result[]): Result[] {
  const rank = ({ contender }: Result) =>
    contender.id === 'oracle'
      ? 3
      : contender.family === 'control'
        ? 2
        : contender.id.startsWith('fixed-')
          ? 1
          : 0;
  return [...results].sort((a, b) => rank(a) - rank(b));
}

/** Speed of every policy relative to the target alone, the best fixed arm and the oracle. */
export function policyTable(replayed: Replayed): Table {
  const header = ['policy', '× target alone', '× best fixed arm', 'share of the oracle', 'mean regret'];
  const rows = ordered(replayed.results).map(({ contender, all: { overall } }) => [
    contender.name,
    withRange(overall.speedUp),
    withRange(overall.ofFixed),
    withRange(overall.ofOracle),
    overall.meanRegret.toFixed(3),
  ]);
  return [header, ...rows];
}

/** The learning policies without the first prompts of each kind. */
export function laterTable(replayed: Replayed): Table {
  const header = [
    `after ${replayed.seen} prompts of the kind`,
    '× target alone',
    '× best fixed arm',
    'share of the oracle',
    'slowest kind',
  ];
  const rows = replayed.results.flatMap(({ contender, later }) => {
    if (later === undefined) return [];
    const { overall, kinds } = later;
    const slowest = kinds.reduce((a, b) => (b.speedUp.value < a.speedUp.value ? b : a));
    return [
      [
        contender.name,
        withRange(overall.speedUp),
        withRange(overall.ofFixed),
        withRange(overall.ofOracle),
        `${slowest.kind} ${slowest.speedUp.value.toFixed(3)}`,
      ],
    ];
  });
  return [header, ...rows];
}

/** The page's policy by kind of prompt. */
export function kindTable({ results, fixedArm }: Replayed): Table {
  const header = ['kind', 'prompts', '× target alone', `always ${fixedArm}`, 'oracle', 'share of the oracle'];
  const page = results.find(({ contender }) => contender.id === 'page');
  const rows = (page?.all.kinds ?? []).map(({ kind, prompts, speedUp, fixed, oracle, ofOracle }) => [
    kind,
    String(prompts),
    withRange(speedUp),
    fixed.toFixed(3),
    oracle.toFixed(3),
    withRange(ofOracle),
  ]);
  return [header, ...rows];
}

export function ablationTable({ ablation }: Findings): Table {
  return [
    ['features', 'size', 'held-out', 'paraphrased', 'new kinds', 'mean'],
    ...ablation.map(({ set, size, heldOut, paraphrased, newKind, mean }) => [
      set.id,
      String(size),
      withRange(heldOut),
      withRange(paraphrased),
      withRange(newKind),
      mean.toFixed(4),
    ]),
  ];
}

export function alphaTable({ alpha }: Findings): Table {
  return [
    [
      'f',
      'α',
      'REINFORCE: share of the best reward',
      'ridge: share',
      'REINFORCE: × target alone',
      'ridge: ×',
    ],
    ...alpha.map(point => [
      point.kind,
      point.alpha.toFixed(1),
      percent(point.reinforceReward / point.bestReward),
      percent(point.ridgeReward / point.bestReward),
      withRange(point.reinforceSpeed),
      withRange(point.ridgeSpeed),
    ]),
  ];
}

export function sharesTable({ shares }: Findings): Table {
  return [
    [
      'reward',
      'REINFORCE',
      'exact gradient',
      'ridge',
      'best fixed arm',
      'best arm of each prompt',
      'REINFORCE / best linear',
    ],
    ...shares.map(({ reward, reinforce, exact, ridge, fixed, best, share }) => [
      reward,
      ...[reinforce, exact, ridge, fixed, best].map(value => value.toFixed(4)),
      percent(share),
    ]),
  ];
}

export function sizeTable({ sizes }: Findings): Table {
  return [
    ['training prompts', 'ridge: share of the oracle', 'REINFORCE'],
    ...sizes.map(({ size, ridge, reinforce }) => [String(size), withRange(ridge), withRange(reinforce)]),
  ];
}

export function trialTable({ trials, exploration }: Findings): Table {
  return [
    ['α / strength', 'known kinds: share of the oracle', 'left-out kinds', 'slowest left-out kind'],
    ...trials.map(({ alpha, strength, known, strange, worst }) => [
      `${alpha} / ${strength}${alpha === exploration.alpha && strength === exploration.strength ? ' (taken)' : ''}`,
      known.toFixed(4),
      strange.toFixed(4),
      worst.toFixed(3),
    ]),
  ];
}

/** Rows: best arm. Columns: chosen. Numbers of prompts; arms that were neither are left out. */
export function choiceTable({ choices, arms }: Replayed): Table {
  const used = arms.flatMap((_, arm) =>
    choices.some((row, best) => (best === arm ? row.some(n => n > 0) : (row[arm] ?? 0) > 0)) ? [arm] : [],
  );
  return [
    ['best \\ chosen', ...used.map(arm => arms[arm] ?? '')],
    ...used.map(best => [
      arms[best] ?? '',
      ...used.map(arm => {
        const n = choices[best]?.[arm] ?? 0;
        return n === 0 ? '·' : n < 10 ? n.toFixed(1) : n.toFixed(0);
      }),
    ]),
  ];
}

/** What the page's own policy did in the measured runs, against the same prompts' arms. */
export function pickedText({ prompts }: Measured): string | undefined {
  const own = prompts.flatMap(prompt =>
    prompt.picked === undefined ? [] : [{ ...prompt, picked: prompt.picked }],
  );
  if (own.length === 0) return undefined;
  const tokens = own.reduce((sum, prompt) => sum + prompt.tokens, 0);
  const speed = (of: (prompt: (typeof own)[number]) => number) =>
    // Time of the target alone over time of the policy, both summed over the prompts.
    own.reduce((sum, prompt) => sum + prompt.tokens * prompt.plainMs, 0) /
    own.reduce((sum, prompt) => sum + (prompt.tokens * prompt.plainMs) / of(prompt), 0);
  const arms = [...(own[0]?.speedUps.keys() ?? [])];
  const fixed = Math.max(...arms.map(arm => speed(({ speedUps }) => speedUps.get(arm) ?? 1)));
  const oracle = speed(({ speedUps }) => Math.max(...speedUps.values()));
  const picked = speed(prompt => prompt.picked.speedUp);
  return (
    `The page's own policy in these runs (${own.length} prompts, ${tokens} tokens): ${picked.toFixed(3)} × the target alone, ` +
    `${(picked / fixed).toFixed(3)} × the best fixed arm, ${percent(picked / oracle)} of the oracle.`
  );
}
