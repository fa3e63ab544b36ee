import { GrowingNgrams } from '../../../src/core/growing-ngrams.ts';
import { NgramGuesser } from '../../../src/core/ngram-guesser.ts';
import { NgramTable } from '../../../src/core/ngram-table.ts';
import { type BuildOptions, buildNgramTable } from '../ngrams.ts';
import { growingRatesFrom } from './buckets.ts';
import { Evaluation, type Report } from './evaluate.ts';
import { type Output, parseOutputs, shareOf } from './outputs.ts';
import { specialists } from './specialists.ts';

/** Share of the outputs, by a hash of their id, that tables are made of if no others are given for the report. */
const counted = 0.92;

/** Outputs below which a table is not worth building. */
const fewest = 16;

export interface Sets {
  readonly counted: readonly Output[];
  /** Outputs that no table has seen. */
  readonly heldOut: readonly Output[];
}

/** @param heldOutLines outputs for the report; without them 8 % of `lines` are set aside for it. */
export async function readSets(
  lines: AsyncIterable<string>,
  heldOutLines: AsyncIterable<string> | undefined,
): Promise<Sets> {
  const sets = { counted: [] as Output[], heldOut: [] as Output[] };
  if (heldOutLines !== undefined) {
    for await (const output of parseOutputs(heldOutLines)) sets.heldOut.push(output);
  }
  const seen = new Set(sets.heldOut.map(({ id }) => id));
  for await (const output of parseOutputs(lines)) {
    if (seen.has(output.id) || output.tokens.length === 0) continue;
    seen.add(output.id);
    const reported = heldOutLines === undefined && shareOf(output.id) >= counted;
    (reported ? sets.heldOut : sets.counted).push(output);
  }
  return sets;
}

export interface NamedTable {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Builds the general table and the specialists, and reports how each fares on the held-out outputs of each kind.
 * @param log takes one line of text at a time.
 */
export function buildAll(
  sets: Sets,
  options: BuildOptions,
  only: readonly string[] | undefined,
  log: (line: string) => void,
): NamedTable[] {
  const tables: NamedTable[] = [];
  for (const { name, kinds } of specialists) {
    if (only !== undefined && !only.includes(name)) continue;
    const own = sets.counted.filter(({ kind }) => kinds === undefined || kinds.includes(kind));
    if (own.length < fewest) {
      log(`${name}: only ${own.length} outputs of ${kinds?.join(', ') ?? 'any kind'}, left out`);
      continue;
    }
    const started = performance.now();
    const built = buildNgramTable(own, options);
    const tokens = own.reduce((sum, output) => sum + output.tokens.length, 0);
    log(
      `${name}: ${tokens} tokens of ${own.length} outputs, ${built.bytes.length} bytes, ${built.buckets} buckets, ` +
        `${((performance.now() - started) / 1000).toFixed(1)} s`,
    );
    log(`  contexts by length ${built.contexts.join(' ')}, kept ${built.kept.join(' ')}`);
    const table = new NgramTable(built.bytes);
    reportByKind(sets.heldOut, () => new Evaluation(new NgramGuesser(name, table)), log);
    tables.push({ name, bytes: built.bytes });
  }
  return tables;
}

/** How the general table fares on the held-out outputs when it is made of an eighth, a quarter, half and all of the others. */
export function tryCurve(sets: Sets, options: BuildOptions, log: (line: string) => void): void {
  log(`  ${header}`);
  for (const share of [1 / 8, 1 / 4, 1 / 2, 1]) {
    const some = sets.counted.filter(({ id }) => shareOf(`curve ${id}`) < share);
    const evaluation = new Evaluation(
      new NgramGuesser('curve', new NgramTable(buildNgramTable(some, options).bytes)),
    );
    for (const output of sets.heldOut) evaluation.add(output);
    const tokens = some.reduce((sum, output) => sum + output.tokens.length, 0);
    log(`  ${rowOf(`of ${tokens}`, evaluation.report())}`);
  }
}

const header =
  'kind                  tokens  agreement  calibration error  tokens a round  speed-up (from costs)';

/** One line a kind and one for all, then the reliability of all. */
function reportByKind(
  outputs: readonly Output[],
  start: () => Evaluation,
  log: (line: string) => void,
): void {
  const kinds = [...new Set(outputs.map(({ kind }) => kind))].sort();
  log(`  ${header}`);
  for (const kind of [...kinds, undefined]) {
    const evaluation = start();
    for (const output of outputs) if (kind === undefined || output.kind === kind) evaluation.add(output);
    const report = evaluation.report();
    log(`  ${rowOf(kind ?? 'all', report)}`);
    if (kind === undefined) log(`  ${reliabilityOf(report)}`);
  }
}

function rowOf(kind: string, report: Report): string {
  const { tokens, agreement, calibrationError, meanAccepted, speedUp } = report;
  return [
    kind.padEnd(20),
    String(tokens).padStart(7),
    agreement.toFixed(3).padStart(10),
    calibrationError.toFixed(3).padStart(18),
    meanAccepted.toFixed(2).padStart(15),
    speedUp.toFixed(3).padStart(12),
  ].join(' ');
}

function reliabilityOf({ deciles }: Report): string {
  const pairs = deciles.map(({ confidence, accuracy }) => `${confidence.toFixed(2)}→${accuracy.toFixed(2)}`);
  return `confidence→accuracy by tenths: ${pairs.join(' ')}`;
}

/**
 * Lets the growing table see the outputs one after the other, as if they were generated here, each guessed before it is
 * learnt. Ends with the numbers of growing-priors.ts, measured on that.
 */
export function tryGrowing(
  outputs: readonly Output[],
  vocabulary: number,
  log: (line: string) => void,
): void {
  const order = [...outputs].sort((a, b) => shareOf(`order ${a.id}`) - shareOf(`order ${b.id}`));
  const grown = new GrowingNgrams('grown', vocabulary);
  const whole = new Evaluation(grown);
  let part = new Evaluation(grown);
  order.forEach((output, i) => {
    whole.add(output);
    part.add(output);
    grown.learn([...output.prompt.slice(-8), ...output.tokens], Math.min(8, output.prompt.length));
    if (Math.log2(i + 1) % 1 !== 0 && i + 1 < order.length) return;
    log(`  ${rowOf(`up to generation ${i + 1}`, part.report())}`);
    part = new Evaluation(grown);
  });
  log(`  ${reliabilityOf(whole.report())}`);
  const { base, shift } = growingRatesFrom(whole.tried, whole.hit);
  for (const row of base) log(`  [${row.map(rate => rate.toFixed(2)).join(', ')}],`);
  log(`  shift [${shift.map(extra => extra.toFixed(2)).join(', ')}]`);
}
