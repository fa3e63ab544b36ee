import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { samplesOf } from '../../src/core/offline-dataset.ts';
import type { Findings, Replayed, Report } from './evaluate.ts';
import { alphaFigure, choiceFigure, policiesFigure, sizeFigure } from './figures.ts';
import type { Measured } from './measured.ts';
import * as report from './report.ts';
import { markdownTable, percent, type Table, withRange } from './tables.ts';

export const startMarker = '<!-- policy:start, written by `npm run policy:evaluate` -->';
export const endMarker = '<!-- policy:end -->';

export interface About {
  readonly command: string;
  readonly machine: string;
  readonly noise: number;
}

/** Writes the figures, and the section between the markers of docs/method.md; adds the section where it is missing. */
export function writeDocuments(docs: string, found: Report, about: About): void {
  const folder = join(docs, 'figures');
  mkdirSync(folder, { recursive: true });
  for (const [name, svg] of figures(found)) writeFileSync(join(folder, `policy-${name}.svg`), svg);
  const file = join(docs, 'method.md');
  writeFileSync(file, replaceSection(readFileSync(file, 'utf8'), section(found, about)));
}

/** The text with what stands between the markers replaced, or with a new section at its end. */
export function replaceSection(text: string, content: string): string {
  const [start, end] = [text.indexOf(startMarker), text.indexOf(endMarker)];
  if (start < 0 || end < start) {
    return `${text.trimEnd()}\n\n## What the policy gains\n\n${startMarker}\n\n${content}\n\n${endMarker}\n`;
  }
  return `${text.slice(0, start + startMarker.length)}\n\n${content}\n\n${text.slice(end)}`;
}

/** Name and content of every figure. What depends on the reward and the dataset is shown for single drafts, if there are others. */
function figures({ page, singles }: Report): [string, string][] {
  const list: [string, string][] = [['comparison', comparison(page.replayed)]];
  if (singles !== undefined) list.push(['comparison-singles', comparison(singles.replayed)]);
  if (page.measured.length > 0) list.push(['comparison-measured', comparison(page.measured)]);
  const { replayed, alpha, sizes } = singles ?? page;
  const heldOut = replayed[0];
  if (heldOut === undefined) return list;
  const ridge = heldOut.results.find(({ contender }) => contender.id === 'ridge');
  const levels = {
    ridge: ridge?.all.overall.speedUp.value ?? Number.NaN,
    fixed: heldOut.fixed,
    oracle: heldOut.oracle,
  };
  list.push(
    ['alpha', alphaFigure(alpha, levels)],
    ['dataset-size', sizeFigure(sizes, heldOut.fixed / heldOut.oracle)],
    ['choices', choiceFigure(heldOut.choices, heldOut.arms)],
  );
  return list;
}

function comparison(sets: readonly Replayed[]): string {
  const results = report.ordered(sets[0]?.results ?? []);
  const bars = results.map(({ contender: { id, name, family } }) => ({
    name,
    family: id.startsWith('fixed-') ? 'fixed' : family,
    speeds: sets.map(set => set.results.find(({ contender }) => contender.id === id)?.all.overall.speedUp),
  }));
  return policiesFigure(
    bars,
    sets.map(({ title, prompts, fixed, oracle }) => ({
      title: `${title} (${prompts} prompts)`,
      fixed,
      oracle,
    })),
  );
}

function section({ page, singles, measuredFrom, choiceMs, updateMs }: Report, about: About): string {
  const { set, exploration } = page;
  const parts = [
    introduction(page, about),
    summary('With every arm', page),
    ...(singles === undefined
      ? []
      : [
          summary('With single drafts', singles),
          'An arm that combines drafts chooses among them anew for each token, by their confidence. Where such an arm is the best fixed one, ' +
            'little is left for a choice by prompt.',
        ]),
    '### Every arm, as in the page',
    '![Speed of all policies with every arm](figures/policy-comparison.svg)',
    ...page.replayed.flatMap(part => replayParts('####', part)),
    ...(singles === undefined
      ? []
      : [
          '### Single drafts only',
          'The paper’s setting: one draft for a prompt.',
          '![Speed of all policies with single drafts](figures/policy-comparison-singles.svg)',
          ...singles.replayed.flatMap(part => replayParts('####', part)),
        ]),
    ...(measuredFrom === undefined ? [] : measuredParts(page, measuredFrom)),
    ...trainingParts(singles ?? page, singles === undefined ? 'every arm' : 'single drafts'),
    '### Features',
    `Ridge regression of the speed-ups, share of the oracle's speed. The page uses **${set.id}**, the cheapest within 1 % of the best ` +
      'that can tell prompts apart at all.',
    markdownTable(report.ablationTable(page)),
    ...(singles === undefined ? [] : ['Single drafts only:', markdownTable(report.ablationTable(singles))]),
    '### How carefully the page explores',
    'Chosen inside the train split, on prompts the offline model was not made from, and on each kind after training without it: weight of ' +
      `the uncertainty α = ${exploration.alpha}, the offline model worth ${exploration.strength} prompts. ` +
      `A choice takes ${choiceMs.toFixed(3)} ms (Node, median, with reading the prompt), learning from a run ${updateMs.toFixed(3)} ms.`,
    folded('All settings tried', report.trialTable(page)),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

/** The page's policy in one sentence for each set of prompts. */
function summary(arms: string, { replayed }: Findings): string {
  const sentences = replayed.map(({ title, results, fixedArm }) => {
    const overall = results.find(({ contender }) => contender.id === 'page')?.all.overall;
    if (overall === undefined) return '';
    const { speedUp, ofFixed, ofOracle } = overall;
    return (
      `${title}: ${speedUp.value.toFixed(2)} × the target alone, ${withRange(ofFixed)} × the best fixed arm (${fixedArm}), ` +
      `${percent(ofOracle.value)} of the oracle`
    );
  });
  return `**${arms}**, the page's policy: ${sentences.join('; ')}.`;
}

/** A table that is there for whoever wants to look closer. */
function folded(title: string, table: Table): string {
  return `<details><summary>${title}</summary>\n\n${markdownTable(table)}\n\n</details>`;
}

function introduction({ dataset }: Findings, { command, machine, noise }: About): string {
  const sizes = (['train', 'held-out', 'paraphrased', 'new-kind'] as const)
    .map(split => `${samplesOf(dataset, split).length} ${split}`)
    .join(', ');
  const source =
    dataset.speedUpSource === 'computed'
      ? `computed from recorded outputs and a cost model (${machine})`
      : `measured (${machine})`;
  return (
    `Command: \`${command}\`. Dataset: ${sizes} prompts; arms: ${dataset.arms.map(({ id }) => id).join(', ')}. Its speed-ups are ` +
    `${source}. Everything is trained on the train split, whose prompts were tried with n-gram tables that had seen neither them nor their topics. ` +
    '"Speed" is total tokens / total time over the prompts; intervals are bootstrap 95 % over prompts. Policies that learn or draw are ' +
    `played in several orders; they learn from speed-ups with ${percent(noise, 0)} noise, as a page would measure them, and are judged ` +
    'without it. The best fixed arm is the fastest on those very prompts, known with hindsight. Hedge is told what every arm would have ' +
    'earned after each prompt; Hedge that chooses anew in every round is among the drafts of docs/models.md: the dataset has one number for each prompt and arm.'
  );
}

function measuredParts({ measured }: Findings, from: Measured): string[] {
  const noise =
    from.noise === undefined
      ? ''
      : `Two runs of the same prompt without a draft differ: one measurement is off by ${percent(from.noise)} (standard deviation). `;
  return [
    '### Speeds measured in the page',
    `${from.machines.join('; ')}. ${from.prompts.length} prompts, run with every arm and without a draft, taking turns. ${noise}` +
      'The oracle takes the fastest of several noisy measurements of each prompt, so it is too fast by about that much, and every share of it too low.',
    report.pickedText(from) ?? '',
    ...(measured.length === 0
      ? []
      : ['![Measured: speed of all policies](figures/policy-comparison-measured.svg)']),
    ...measured.flatMap(part => replayParts('####', { ...part, title: `measured, ${part.title}` })),
  ];
}

/** What the reward, the dataset's size and the choices look like. */
function trainingParts(findings: Findings, arms: string): string[] {
  const { reward } = findings;
  return [
    `### Chosen and best arm (${arms}, held-out)`,
    'The policy of the page; the mean of its orders.',
    '![Chosen against best arm](figures/policy-choices.svg)',
    `### The reward of the paper: α (${arms}, held-out)`,
    `r = α·f + (1 − α)·c. α = ${reward.alpha} (f = ${reward.kind}) was the fastest on a part of the training prompts and is what ` +
      '"the paper’s reward" means above.',
    '![Reward and speed against α](figures/policy-alpha.svg)',
    folded('Reward and speed by α', report.alphaTable(findings)),
    'Mean reward of the three linear policies:',
    markdownTable(report.sharesTable(findings)),
    `### Size of the dataset (${arms})`,
    '![Speed against the number of training prompts](figures/policy-dataset-size.svg)',
    folded('Speed by number of training prompts', report.sizeTable(findings)),
  ];
}

function replayParts(heading: string, part: Replayed): string[] {
  const later = report.laterTable(part);
  return [
    `${heading} ${part.title}, ${part.prompts} prompts`,
    `Best fixed arm: ${part.fixedArm} (${part.fixed.toFixed(3)} ×). Oracle: ${part.oracle.toFixed(3)} ×.`,
    markdownTable(report.policyTable(part)),
    ...(later.length > 1 ? [folded(`Once ${part.seen} prompts of a kind were seen`, later)] : []),
    folded('The policy of the page by kind', report.kindTable(part)),
  ];
}
