import { type ReactNode, useMemo } from 'react';
import { percent } from '../../../state/verdict.ts';
import { count } from '../../components/format.ts';
import { Bars } from '../bars.tsx';
import { Pick, Slider } from '../controls.tsx';
import { acceptance, largestGap, normalised, sampleTally, type Tally, withEntry } from '../odds.ts';
import { useControls } from '../use-controls.ts';
import { Widget } from '../widget.tsx';

const names = ['sea', 'harbour', 'storm', 'lamp', 'boat'];

const specs = {
  p: { kind: 'list', label: 'Target p', min: 0, max: 1, step: 0.001, initial: [0.42, 0.28, 0.16, 0.1, 0.04] },
  q: { kind: 'list', label: 'Draft q', min: 0, max: 1, step: 0.001, initial: [0.14, 0.34, 0.08, 0.26, 0.18] },
  draws: {
    kind: 'choice',
    label: 'Tokens written',
    options: ['10', '100', '1000', '10000'].map(value => ({ value, label: count(Number(value)) })),
    initial: '1000',
  },
  seed: { kind: 'number', label: 'Luck (seed of the draws)', min: 1, max: 50, step: 1, initial: 1 },
} as const;

/** Two distributions to drag, and what the rule writes. */
export function SameOdds() {
  const { values, bound } = useControls(specs);
  const p = useMemo(() => normalised(values.p), [values.p]);
  const q = useMemo(() => normalised(values.q), [values.q]);
  const draws = Number(values.draws);
  const tally = useMemo(() => sampleTally(p, q, draws, values.seed), [p, q, draws, values.seed]);
  const kept = tally.kept.reduce((sum, value) => sum + value, 0) / draws;
  return (
    <Widget
      title="Drag the bars: what is written follows p, whatever q is"
      controls={
        (bound.draws.shown || bound.seed.shown) && (
          <>
            <Pick control={bound.draws} value={values.draws} />
            <Slider control={bound.seed} value={values.seed} />
          </>
        )
      }
      say={`${percent(kept)} of the draft’s tokens were kept; by the formula it should be ${percent(acceptance(p, q))}. The largest difference between what was written and p is ${(largestGap(tally, p) * 100).toFixed(1)} percentage points.`}
      legend={
        <ul className="odds-key">
          <li data-key="draft">proposed with odds q</li>
          <li data-key="kept">kept from the draft</li>
          <li data-key="replaced">put in its place</li>
          <li data-key="target">the target’s odds p</li>
        </ul>
      }
    >
      <div className="odds">
        {bound.p.shown && (
          <OddsRow title="Target p">
            <Bars
              label="Target p"
              names={names}
              values={p}
              tone="target"
              onChange={(at, value) => bound.p.set(withEntry(p, at, value))}
            />
          </OddsRow>
        )}
        {bound.q.shown && (
          <OddsRow title="Draft q">
            <Bars
              label="Draft q"
              names={names}
              values={q}
              tone="draft"
              onChange={(at, value) => bound.q.set(withEntry(q, at, value))}
            />
          </OddsRow>
        )}
        <OddsRow title={`Written, ${count(draws)} times`}>
          <Histogram p={p} tally={tally} draws={draws} />
        </OddsRow>
        <div className="odds-names" aria-hidden="true">
          <span />
          {names.map(name => (
            <span key={name}>{name}</span>
          ))}
        </div>
      </div>
      <OddsTable p={p} q={q} tally={tally} draws={draws} />
    </Widget>
  );
}

function OddsRow({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <div className="odds-row">
      <p>{title}</p>
      {children}
    </div>
  );
}

interface TallyProps {
  readonly p: readonly number[];
  readonly tally: Tally;
  readonly draws: number;
}

function Histogram({ p, tally, draws }: TallyProps) {
  return (
    <div className="bars" data-tone="written" aria-hidden="true">
      {p.map((target, i) => {
        const kept = (tally.kept[i] ?? 0) / draws;
        const replaced = (tally.replaced[i] ?? 0) / draws;
        return (
          <div key={names[i]} className="bar-track">
            <span className="bar-kept" style={{ height: `${kept * 100}%` }} />
            <span
              className="bar-replaced"
              style={{ height: `${replaced * 100}%`, bottom: `${kept * 100}%` }}
            />
            <span className="bar-target" style={{ bottom: `${target * 100}%` }} />
            <span className="bar-value figure" style={{ bottom: `${(kept + replaced) * 100}%` }}>
              {(kept + replaced).toFixed(2).replace(/^0/, '')}
            </span>
          </div>
        );
      })}
    </div>
  );
}

/** The same for whoever does not see the bars. */
function OddsTable({ p, q, tally, draws }: TallyProps & { readonly q: readonly number[] }) {
  return (
    <table className="visually-hidden">
      <caption>Odds and what was written</caption>
      <thead>
        <tr>
          {['Token', 'Target p', 'Draft q', 'Kept', 'Put in its place'].map(name => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {names.map((name, i) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            <td>{(p[i] ?? 0).toFixed(2)}</td>
            <td>{(q[i] ?? 0).toFixed(2)}</td>
            <td>{percent((tally.kept[i] ?? 0) / draws)}</td>
            <td>{percent((tally.replaced[i] ?? 0) / draws)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
