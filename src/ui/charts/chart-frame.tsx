import './charts.css';
import { type ReactNode, useId, useRef, useState } from 'react';
import { savePng, saveSvg } from './save-picture.ts';

/** The numbers of a chart. */
export interface ChartTable {
  readonly columns: readonly string[];
  /** One cell per column; the first names the row. */
  readonly rows: readonly (readonly (string | number)[])[];
}

export interface ChartFrameProps {
  readonly title: string;
  /** What one sees, in one sentence, for everybody. */
  readonly summary: string;
  readonly table: ChartTable;
  /** Without extension. */
  readonly fileName: string;
  /** A chart of this folder: the first SVG with `data-chart` in it is what is saved. */
  readonly children: ReactNode;
}

/** A figure: its title, what one sees in it, the chart or its numbers, and ways to keep it. */
export function ChartFrame({ title, summary, table, fileName, children }: ChartFrameProps) {
  const id = useId();
  const body = useRef<HTMLDivElement>(null);
  const [asTable, setAsTable] = useState(false);
  const [problem, setProblem] = useState<string>();
  const save = async (kind: 'svg' | 'png'): Promise<void> => {
    const svg = body.current?.querySelector<SVGSVGElement>('svg[data-chart]');
    if (!svg) return;
    try {
      if (kind === 'svg') saveSvg(svg, title, fileName);
      else await savePng(svg, title, fileName);
      setProblem(undefined);
    } catch {
      setProblem('This browser could not draw the picture. Save it as SVG instead.');
    }
  };
  return (
    <figure className="chart-frame" aria-labelledby={`${id}-title`} aria-describedby={`${id}-summary`}>
      <figcaption>
        <h3 id={`${id}-title`}>{title}</h3>
        <p id={`${id}-summary`} className="chart-summary">
          {summary}
        </p>
      </figcaption>
      <div className="chart-body" ref={body}>
        {asTable ? <NumberTable title={title} table={table} /> : children}
      </div>
      <div className="chart-tools">
        <button type="button" className="link" aria-pressed={asTable} onClick={() => setAsTable(!asTable)}>
          Show as table
        </button>
        {!asTable && (
          <>
            <button type="button" className="link" onClick={() => void save('svg')}>
              Save SVG<span className="visually-hidden">: {title}</span>
            </button>
            <button type="button" className="link" onClick={() => void save('png')}>
              Save PNG<span className="visually-hidden">: {title}</span>
            </button>
          </>
        )}
        {problem !== undefined && (
          <span className="field-error" role="alert">
            {problem}
          </span>
        )}
      </div>
    </figure>
  );
}

function NumberTable({ title, table }: { readonly title: string; readonly table: ChartTable }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard
    <section className="chart-table" tabIndex={0} aria-label={`${title}, as a table`}>
      <table>
        <thead>
          <tr>
            {table.columns.map(column => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((row, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
            <tr key={i}>
              {row.map((cell, j) =>
                j === 0 ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
                  <th key={j} scope="row">
                    {cell}
                  </th>
                ) : (
                  // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its column
                  <td key={j} className="figure">
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
