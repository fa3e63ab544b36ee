import type { Findings, Replayed } from './evaluate.ts';
import * as report from './report.ts';
import { textTable } from './tables.ts';

/** Everything found, for a terminal. */
export function printFindings(findings: Findings, print: (text: string) => void): void {
  const { set, reward, exploration, replayed, measured, measuredFrom, choiceMs, updateMs } = findings;
  const show = (title: string, table: Parameters<typeof textTable>[0]) =>
    print(`\n${title}\n${textTable(table)}`);
  const showAll = (part: Replayed, prefix: string) => {
    print(
      `\n== ${prefix}${part.title}: ${part.prompts} prompts, best fixed arm ${part.fixedArm} ${part.fixed.toFixed(3)}, oracle ${part.oracle.toFixed(3)}`,
    );
    print(textTable(report.policyTable(part)));
    if (report.laterTable(part).length > 1) show('', report.laterTable(part));
    show('The page’s policy by kind', report.kindTable(part));
    show('Chosen and best', report.choiceTable(part));
  };
  show(`Features (used: ${set.id})`, report.ablationTable(findings));
  for (const part of replayed) showAll(part, '');
  for (const part of measured) showAll(part, 'measured, ');
  if (measuredFrom !== undefined) {
    print(`\nNoise of one measurement: ${measuredFrom.noise?.toFixed(3) ?? 'unknown'}`);
    print(report.pickedText(measuredFrom) ?? '');
  }
  show(`α (taken: ${reward.alpha}, f = ${reward.kind})`, report.alphaTable(findings));
  show('Mean reward, held-out', report.sharesTable(findings));
  show('Size of the dataset', report.sizeTable(findings));
  show(
    `Exploration (taken: α ${exploration.alpha}, strength ${exploration.strength})`,
    report.trialTable(findings),
  );
  print(
    `\nA choice takes ${choiceMs.toFixed(3)} ms, learning from a run ${updateMs.toFixed(3)} ms (Node, medians).`,
  );
}
