import { useMemo } from 'react';
import { bestArm, cellSpeedUp, type Total, totals, wholeItems } from '../../state/compare-results.ts';
import { type Comparison, openItem, pin } from '../../state/compare-store.ts';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { HeatMap } from '../charts/heat-map.tsx';
import { armName } from '../playground/names.ts';
import { gain, perSecond, toneOf } from './result-table.tsx';
import { ToDataset } from './to-dataset.tsx';

const times = (value: number): string => `${value.toFixed(2)}×`;

/** A list: every prompt and draft at a glance, and what they come to. */
export function ListResult({ comparison }: { readonly comparison: Comparison }) {
  const { items, arms } = comparison;
  const best = useMemo(() => items.map(item => bestArm(item, arms)), [items, arms]);
  const cells = useMemo(() => items.map(item => arms.map(arm => cellSpeedUp(item, arm))), [items, arms]);
  const rows = items.map(({ prompt: { id, kind } }) => ({
    id,
    name: kind === undefined ? id : `${id} · ${kind}`,
  }));
  const columns = arms.map(arm => ({ id: arm, name: armName(arm) }));
  const open = (row: number, column: number): void => {
    openItem(row);
    const arm = arms[column];
    if (arm !== undefined && items[row]?.runs[arm] !== undefined) pin(arm);
    document.getElementById('lanes-title')?.scrollIntoView({ block: 'start' });
  };
  return (
    <div className="compare-list">
      <section className="panel" aria-label="Every prompt">
        <ChartFrame
          title="Speed-up on each prompt"
          summary="Against no draft on the same prompt. A ring is the policy’s pick, a triangle the fastest. Choose a cell to see its lanes."
          fileName="draftpick-comparison"
          table={{
            columns: ['Prompt', ...columns.map(({ name }) => name), 'Policy’s pick', 'Best'],
            rows: items.map((item, r) => {
              const winner = best[r];
              return [
                rows[r]?.name ?? '',
                ...arms.map((_, c) => {
                  const value = cells[r]?.[c];
                  return value === undefined ? '–' : times(value);
                }),
                armName(item.picked),
                winner === undefined ? '–' : armName(winner),
              ];
            }),
          }}
        >
          <HeatMap
            label="Speed-up by prompt and draft"
            rows={rows}
            columns={columns}
            value={(r, c) => cells[r]?.[c]}
            format={times}
            midpoint={1}
            mark={(r, c) => {
              const isBest = best[r] !== undefined && best[r] === arms[c];
              const isPicked = items[r]?.picked === arms[c];
              return isBest && isPicked ? 'both' : isBest ? 'best' : isPicked ? 'picked' : undefined;
            }}
            onSelect={open}
          />
        </ChartFrame>
      </section>
      <Totals comparison={comparison} />
      <ToDataset comparison={comparison} />
    </div>
  );
}

function nameOf(id: Total['id']): string {
  if (id === 'policy') return 'The policy’s picks';
  return id === 'oracle' ? 'Best for each prompt' : armName(id);
}

function Totals({ comparison }: { readonly comparison: Comparison }) {
  const all = useMemo(() => totals(comparison), [comparison]);
  const whole = wholeItems(comparison).length;
  if (all.length === 0) return null;
  const most = Math.max(1.05, ...all.map(({ speedUp }) => speedUp.decode ?? 0));
  const least = Math.min(0.95, ...all.map(({ speedUp }) => speedUp.decode ?? 1));
  const at = (value: number): number => ((value - least) / (most - least)) * 100;
  const ranked = [...all].sort((a, b) => (b.speedUp.decode ?? 0) - (a.speedUp.decode ?? 0));
  return (
    <section className="panel" aria-labelledby="totals-title">
      <div className="panel-head">
        <h2 id="totals-title">Together</h2>
        <span className="muted">{`geometric mean over ${whole} prompt${whole === 1 ? '' : 's'}`}</span>
      </div>
      <table className="totals">
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Draft</th>
            <th scope="col">Bar</th>
            <th scope="col">Speed-up</th>
            <th scope="col">Tokens a second</th>
          </tr>
        </thead>
        <tbody>
          {ranked.map(({ id, speedUp: { decode }, summary, prompts }) => (
            <tr key={id} data-kind={id === 'policy' || id === 'oracle' ? id : 'arm'}>
              <th scope="row">
                {nameOf(id)}
                {prompts < whole && <span className="hint">{` on ${prompts} of ${whole}`}</span>}
              </th>
              <td aria-hidden="true">
                {decode !== null && (
                  <span className="total-track">
                    <span
                      className="total-bar"
                      data-tone={toneOf(decode)}
                      style={{
                        left: `${Math.min(at(1), at(decode))}%`,
                        width: `${Math.abs(at(decode) - at(1))}%`,
                      }}
                    />
                    <span className="total-unit" style={{ left: `${at(1)}%` }} />
                  </span>
                )}
              </td>
              <td className="figure">
                {decode === null ? (
                  '–'
                ) : (
                  <>
                    <strong>{times(decode)}</strong> <span className="muted">{gain(decode)}</span>
                  </>
                )}
              </td>
              <td className="figure muted">{`${perSecond(summary)} tokens/s`}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">
        “Best for each prompt” looks at the results and takes the fastest run every time: a bound, helped by
        chance, that no choice made beforehand reaches.
      </p>
    </section>
  );
}
