import type { Findings, Replayed, Report } from './evaluate.ts';
import * as report from './report.ts';
import { textTable } from './tables.ts';

/** Everything found, for a terminal. */
export function printReport(
  { page, singles, measuredFrom, choiceMs, updateMs }: Report,
  print: (text: string) => void,
): void {
  printFindings('All arms', page, print);
  if (singles !== undefined) printFindings('Single drafts only', singles, print);
  if (measuredFrom !== undefined) {
    print(`\nNoise of one measurement: ${measuredFrom.noise?.toFixed(3) ?? 'unknown'}`);
    print(report.pickedText(measuredFrom) ?? '');
  }
  print(
    `\nA choice takes ${choiceMs.toFixed(3)} ms with reading the prompt, learning from a run ${updateMs.toFixed(3)} ms (Node, medians).`,
  );
}

function printFindings(heading: string, findings: Findings, print: (text: string) => void): void {
  const { set, reward, exploration, replayed, measured } = findings;
  const show = (title: string, table: Parameters<typeof textTable>[0]) =>
    print(`\n${title}\n${textTable(table)}`);
  const showAll = (part: Replayed, prefix: string) => {
    const fixed = `best fixed arm ${part.fixedArm} ${part.fixed.toFixed(3)}`;
    print(`\n== ${prefix}${part.title}: ${part.prompts} prompts, ${fixed}, oracle ${part.oracle.toFixed(3)}`);
    print(textTable(report.policyTable(part)));
    if (report.laterTable(part).length > 1) show('', report.laterTable(part));
    show('The page’s policy by kind', report.kindTable(part));
    show('Chosen and best', report.choiceTable(part));
  };
  print(`\n######## ${heading}`);
  show(`Features (used: ${set.id})`, report.ablationTable(findings));
  for (const part of replayed) showAll(part, '');
  for (const part of measured) showAll(part, 'measured, ');
  show(`α (taken: ${reward.alpha}, f = ${reward.kind})`, report.alphaTable(findings));
  show('Mean reward, held-out', report.sharesTable(findings));
  show('Size of the dataset', report.sizeTable(findings));
  show(
    `Exploration (taken: α ${exploration.alpha}, strength ${exploration.strength})`,
    report.trialTable(findings),
  );
}
