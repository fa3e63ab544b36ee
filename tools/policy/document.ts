import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { samplesOf } from '../../src/core/offline-dataset.ts';
import type { Findings, Replayed } from './evaluate.ts';
import { alphaFigure, choiceFigure, policiesFigure, sizeFigure } from './figures.ts';
import { seenPrompts } from './replays.ts';
import * as report from './report.ts';
import { markdownTable, percent } from './tables.ts';

export const startMarker = '<!-- policy:start, written by `npm run policy:evaluate` -->';
export const endMarker = '<!-- policy:end -->';

/** Writes the figures, and the section between the markers of docs/method.md; adds the section where it is missing. */
export function writeDocuments(
  docs: string,
  findings: Findings,
  about: { command: string; machine: string; noise: number },
) {
  const folder = join(docs, 'figures');
  mkdirSync(folder, { recursive: true });
  for (const [name, svg] of figures(findings)) writeFileSync(join(folder, name), svg);
  const file = join(docs, 'method.md');
  writeFileSync(file, replaceSection(readFileSync(file, 'utf8'), section(findings, about)));
}

/** The text with what stands between the markers replaced, or with a new section at its end. */
export function replaceSection(text: string, content: string): string {
  const [start, end] = [text.indexOf(startMarker), text.indexOf(endMarker)];
  if (start < 0 || end < start) {
    return `${text.trimEnd()}\n\n## What the policy gains\n\n${startMarker}\n\n${content}\n\n${endMarker}\n`;
  }
  return `${text.slice(0, start + startMarker.length)}\n\n${content}\n\n${text.slice(end)}`;
}

function figures(findings: Findings): [string, string][] {
  const { replayed, measured, alpha, sizes } = findings;
  const heldOut = replayed[0];
  const list: [string, string][] = [['policy-comparison.svg', comparison(replayed)]];
  if (measured.length > 0) list.push(['policy-comparison-measured.svg', comparison(measured)]);
  if (heldOut === undefined) return list;
  const speedOf = (id: string) =>
    heldOut.results.find(({ contender }) => contender.id === id)?.all.overall.speedUp.value ?? Number.NaN;
  const levels = { ridge: speedOf('ridge'), fixed: heldOut.fixed, oracle: heldOut.oracle };
  list.push(
    ['policy-alpha.svg', alphaFigure(alpha, levels)],
    ['policy-dataset-size.svg', sizeFigure(sizes, heldOut.fixed / heldOut.oracle)],
    ['policy-choices.svg', choiceFigure(heldOut.choices, heldOut.arms)],
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

function section(
  findings: Findings,
  { command, machine, noise }: { command: string; machine: string; noise: number },
): string {
  const { dataset, set, reward, exploration, replayed, measured, measuredFrom, choiceMs, updateMs } =
    findings;
  const sizes = (['train', 'held-out', 'paraphrased', 'new-kind'] as const)
    .map(split => `${samplesOf(dataset, split).length} ${split}`)
    .join(', ');
  const arms = dataset.arms.map(({ id }) => id).join(', ');
  const parts = [
    `Command: \`${command}\`. Dataset: ${sizes} prompts; arms: ${arms}. Speed-ups in the dataset are ${
      dataset.speedUpSource === 'computed'
        ? `computed from recorded outputs and a cost model (${machine})`
        : `measured (${machine})`
    }. Everything is trained on the train split. "Speed" is total tokens / total time over the prompts; intervals are bootstrap 95 % over prompts. ` +
      `Policies that learn or draw are played in several orders; they learn from speed-ups with ${percent(noise, 0)} noise, as a page would measure them, and are judged without it. ` +
      'The best fixed arm is the fastest on those very prompts, known with hindsight. Hedge is told what every arm would have earned after each prompt; ' +
      'per-round Hedge is not replayed, as the dataset has one number for each prompt and arm.',
    '![Speed of all policies on held-out, paraphrased and new kinds of prompts](figures/policy-comparison.svg)',
    ...replayed.flatMap(part => [`### Replay: ${part.title}, ${part.prompts} prompts`, ...replayParts(part)]),
    ...(measuredFrom === undefined
      ? []
      : [
          `### Speeds measured in the page`,
          `${measuredFrom.machines.join('; ')}. ${measuredFrom.prompts.length} prompts run with every arm and without a draft, taking turns. ` +
            (measuredFrom.noise === undefined
              ? ''
              : `Two runs of the same prompt without a draft differ: one measurement is off by ${percent(measuredFrom.noise)} (standard deviation). `) +
            'The oracle takes the fastest of several noisy measurements of each prompt, so it is too fast by about that much, and every share of it too low.',
          report.pickedText(measuredFrom) ?? '',
          '![Measured: speed of all policies](figures/policy-comparison-measured.svg)',
          ...measured.flatMap(part => [
            `#### Measured: ${part.title}, ${part.prompts} prompts`,
            ...replayParts(part),
          ]),
        ]),
    '### Chosen and best arm, held-out',
    'The policy of the page; the mean of its orders.',
    '![Chosen against best arm](figures/policy-choices.svg)',
    '### The reward of the paper: α',
    `r = α·f + (1 − α)·c. Trained on the train split, judged on held-out prompts. α = ${reward.alpha} (f = ${reward.kind}) was the fastest on a part of the training prompts and is what "the paper's reward" means above.`,
    '![Reward and speed against α](figures/policy-alpha.svg)',
    markdownTable(report.alphaTable(findings)),
    'Mean reward on held-out prompts of the three linear policies:',
    markdownTable(report.sharesTable(findings)),
    '### Size of the dataset',
    '![Speed against the number of training prompts](figures/policy-dataset-size.svg)',
    markdownTable(report.sizeTable(findings)),
    '### Features',
    `Ridge regression of the speed-ups, share of the oracle's speed. The cheapest within 1 % of the best is used: **${set.id}**.`,
    markdownTable(report.ablationTable(findings)),
    '### How carefully the page explores',
    `Chosen inside the train split, on prompts the offline model was not made from, and on each kind after training without it: weight of the uncertainty α = ${exploration.alpha}, the offline model worth ${exploration.strength} prompts. ` +
      `A choice takes ${choiceMs.toFixed(3)} ms here (Node, median, features not included), learning from a run ${updateMs.toFixed(3)} ms.`,
    markdownTable(report.trialTable(findings)),
  ];
  return parts.filter(part => part !== '').join('\n\n');
}

function replayParts(part: Replayed): string[] {
  return [
    `Best fixed arm: ${part.fixedArm} (${part.fixed.toFixed(3)} ×). Oracle: ${part.oracle.toFixed(3)} ×.`,
    markdownTable(report.policyTable(part)),
    ...(report.laterTable(part).length > 1
      ? [`Once ${seenPrompts} prompts of a kind were seen:`, markdownTable(report.laterTable(part))]
      : []),
    'The policy of the page by kind:',
    markdownTable(report.kindTable(part)),
  ];
}
