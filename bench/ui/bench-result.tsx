import { useId } from 'react';
import { CopyButton } from '../../src/ui/components/copy-button.tsx';
import { downloadText } from '../../src/ui/components/download.ts';
import { resultFile } from '../lib/outcome.mjs';
import { markdownTable } from '../lib/table.mjs';
import { totalsText } from '../lib/totals.mjs';
import type { BenchResult } from './bench-store.ts';
import { laneName } from './plan.ts';
import { noiseOf, verdictOf } from './verdict.ts';

/** What one run measured, to read and to save. */
export function BenchResultPanel({
  result,
  number,
}: {
  readonly result: BenchResult;
  readonly number: number;
}) {
  const title = useId();
  const { cells, explanation, machine, notes, totals } = result;
  const [header = [], ...lines] = cells;
  const over = lines.filter(([category]) => category === 'all');
  const byKind = lines.filter(([category]) => category !== 'all');
  return (
    <section className="panel bench-result" aria-labelledby={title}>
      <div className="panel-head">
        <h2 id={title}>{`Result ${number}`}</h2>
        <span className="muted">{result.finishedAt.toLocaleTimeString()}</span>
      </div>
      {totals && <Totals totals={totals} />}
      <Table
        label="Figures of each draft"
        header={header.slice(1)}
        lines={(over.length > 0 ? over : byKind).map(line => line.slice(1))}
      />
      <p className="hint">{explanation}</p>
      <dl className="bench-notes">
        <dt>Machine</dt>
        <dd>{machine}</dd>
        <dt>Notes</dt>
        {notes.map(note => (
          <dd key={note}>{note}</dd>
        ))}
      </dl>
      {over.length > 0 && (
        <details>
          <summary>By kind of prompt</summary>
          <Table label="Figures by kind of prompt" header={header} lines={byKind} />
        </details>
      )}
      {totals && (
        <details>
          <summary>All prompts together</summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on a small screen, so the keyboard must reach it */}
          <pre tabIndex={0}>{totalsText(totals)}</pre>
        </details>
      )}
      <div className="button-row">
        <button type="button" className="button primary" onClick={() => save(result)}>
          Save JSON
        </button>
        <CopyButton label="Copy as Markdown" text={() => markdownOf(result)} />
      </div>
    </section>
  );
}

function Totals({ totals }: { readonly totals: NonNullable<BenchResult['totals']> }) {
  return (
    <div className="outcome-text">
      <p className="outcome-head">{verdictOf(totals)}</p>
      <p className="muted">
        All prompts together, total tokens by total time, reading the prompt aside. {noiseOf(totals)}
      </p>
    </div>
  );
}

interface TableProps {
  readonly label: string;
  readonly header: readonly string[];
  readonly lines: readonly (readonly string[])[];
}

/** The table of `npm run bench`, with the lanes in words. */
function Table({ label, header, lines }: TableProps) {
  const lane = header.indexOf('engine');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on a small screen, so the keyboard must reach it
    <section className="result-scroll" tabIndex={0} aria-label={label}>
      <table className="result-table">
        <thead>
          <tr>
            {header.map((name, column) => (
              <th key={name} scope="col">
                {column === lane ? 'draft' : name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map(line => (
            <tr key={line.slice(0, lane + 1).join(' ')}>
              {line.map((cell, column) =>
                column === lane ? (
                  <th key={header[column]} scope="row">
                    {laneName(cell)}
                  </th>
                ) : (
                  <td key={header[column]} className="figure">
                    {cell}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function save(result: BenchResult): void {
  const { rows, machine, notes, maxTokens, totals, finishedAt } = result;
  const stamp = finishedAt.toISOString().slice(0, 16).replace(':', '');
  downloadText(
    `draftpick-bench-${stamp}.json`,
    resultFile({ rows, machine, notes, maxTokens, totals, now: finishedAt }),
  );
}

function markdownOf({ cells, explanation, machine, notes, finishedAt }: BenchResult): string {
  const date = finishedAt.toISOString().slice(0, 10);
  const list = notes.map(note => `- ${note}`).join('\n');
  return `${date}, ${machine}.\n\n${explanation}\n\n${markdownTable(cells)}\n\n${list}\n`;
}
