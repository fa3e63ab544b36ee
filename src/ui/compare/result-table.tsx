import { useMemo, useState } from 'react';
import type { RunSummary } from '../../core/metrics.ts';
import type { ArmId } from '../../engine/arms.ts';
import { type ArmResult, armResults, bestArm, didNothing } from '../../state/compare-results.ts';
import { type CompareItem, pin, useCompareStore } from '../../state/compare-store.ts';
import { armFiles, useDraftFilesStore } from '../../state/draft-files.ts';
import { percent } from '../../state/verdict.ts';
import { megabytes } from '../components/format.ts';
import { armName } from '../playground/names.ts';

type SortKey = 'arm' | 'speed' | 'length' | 'bytes';

interface Row extends ArmResult {
  readonly bytes: number;
}

const sortValue: Readonly<Record<Exclude<SortKey, 'arm'>, (row: Row) => number>> = {
  speed: row => row.speedUp.decode ?? 0,
  length: row => row.summary.meanAcceptedLength ?? 0,
  bytes: row => row.bytes,
};

/** The figures of one prompt, a row for each draft. */
export function ResultTable({ item, arms }: { readonly item: CompareItem; readonly arms: readonly ArmId[] }) {
  const [sort, setSort] = useState<{ readonly key: SortKey; readonly down: boolean }>({
    key: 'arm',
    down: false,
  });
  const pinned = useCompareStore(state => state.pinned);
  const drafts = useDraftFilesStore();
  const best = bestArm(item, arms);
  const rows = useMemo(() => {
    const all = armResults(item, arms).map(
      (result): Row => ({ ...result, bytes: armFiles(result.arm, drafts).bytes }),
    );
    const { key, down } = sort;
    if (key !== 'arm') all.sort((a, b) => (sortValue[key](a) - sortValue[key](b)) * (down ? -1 : 1));
    else if (down) all.reverse();
    return pinned === undefined
      ? all
      : [...all.filter(r => r.arm === pinned), ...all.filter(r => r.arm !== pinned)];
  }, [item, arms, drafts, sort, pinned]);
  const slowest = rows.reduce((most, { summary }) => Math.max(most, summary.msPerToken ?? 0), 0);
  const head = (key: SortKey, label: string) => (
    <th scope="col" aria-sort={sort.key === key ? (sort.down ? 'descending' : 'ascending') : 'none'}>
      <button
        type="button"
        className="sort"
        onClick={() => setSort({ key, down: sort.key === key ? !sort.down : key !== 'arm' })}
      >
        {label}
        <span aria-hidden="true">{sort.key === key ? (sort.down ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
  return (
    <section className="panel" aria-labelledby="figures-title">
      <div className="panel-head">
        <h2 id="figures-title">Figures</h2>
        <TimeKey />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls on a small screen, so the keyboard must reach it */}
      <section className="result-scroll" tabIndex={0} aria-label="Figures of each draft">
        <table className="result-table">
          <thead>
            <tr>
              {head('arm', 'Draft')}
              {head('speed', 'Speed')}
              <th scope="col">Tokens a second</th>
              {head('length', 'Tokens a round')}
              <th scope="col">Kept, by place</th>
              <th scope="col">Time a token</th>
              {head('bytes', 'Size')}
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr
                key={row.arm}
                data-pinned={pinned === row.arm || undefined}
                data-best={best === row.arm || undefined}
              >
                <th scope="row">
                  <button
                    type="button"
                    className="row-pin"
                    aria-pressed={pinned === row.arm}
                    title={pinned === row.arm ? 'Do not keep on top' : 'Keep on top'}
                    onClick={() => pin(pinned === row.arm ? undefined : row.arm)}
                  >
                    {armName(row.arm)}
                  </button>
                  <span className="row-badges">
                    {best === row.arm && <span className="badge">Best</span>}
                    {item.picked === row.arm && <span className="badge">Policy’s pick</span>}
                  </span>
                </th>
                <td className="figure">
                  <SpeedUpCell row={row} />
                </td>
                <td className="figure">{perSecond(row.summary)}</td>
                <td className="figure">{row.summary.meanAcceptedLength?.toFixed(2) ?? '–'}</td>
                <td>
                  <Positions summary={row.summary} />
                </td>
                <td>
                  <TimeSplit summary={row.summary} most={slowest} />
                </td>
                <td className="figure">{row.bytes === 0 ? '–' : megabytes(row.bytes)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

/** Tokens a second, as a table shows them. */
export function perSecond({ msPerToken }: RunSummary): string {
  return msPerToken === null || msPerToken <= 0 ? '–' : (1000 / msPerToken).toFixed(1);
}

/** `+31%`, `−4%`, `±0%`. */
export function gain(factor: number): string {
  const by = Math.round((factor - 1) * 100);
  return by === 0 ? '±0%' : `${by < 0 ? '−' : '+'}${Math.abs(by)}%`;
}

/** How a speed-up reads: level within what is noise. */
export function toneOf(factor: number): 'faster' | 'slower' | 'even' {
  return factor > 1.02 ? 'faster' : factor < 0.98 ? 'slower' : 'even';
}

function SpeedUpCell({ row }: { readonly row: Row }) {
  const { decode, total } = row.speedUp;
  if (decode === null) return '–';
  if (row.arm === 'none') return <span className="muted">1.00×, the baseline</span>;
  const lucky = decode > 1 && didNothing(row.summary);
  return (
    <span className="speed" data-tone={lucky ? 'even' : toneOf(decode)}>
      <strong>{`${decode.toFixed(2)}×`}</strong>{' '}
      <span className="speed-gain">{lucky ? 'the same work' : gain(decode)}</span>
      {total !== null && <span className="fact-note">{`${total.toFixed(2)}× with reading the prompt`}</span>}
    </span>
  );
}

function Positions({ summary }: { readonly summary: RunSummary }) {
  const { acceptanceByPosition } = summary;
  if (didNothing(summary)) return <span className="muted">nothing proposed</span>;
  return (
    <ol className="places">
      {acceptanceByPosition.map(({ tested, accepted }, i) => {
        const share = tested === 0 ? 0 : accepted / tested;
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
          <li key={i} title={`place ${i + 1}: ${accepted} of ${tested} kept`}>
            <span className="place-track" aria-hidden="true">
              <span className="position-fill" style={{ height: `${share * 100}%` }} />
            </span>
            <span className="visually-hidden">{`place ${i + 1}: ${percent(share)}`}</span>
          </li>
        );
      })}
      <li className="places-note figure" aria-hidden="true">
        {summary.acceptanceRate === null ? '' : percent(summary.acceptanceRate)}
      </li>
    </ol>
  );
}

function TimeSplit({ summary, most }: { readonly summary: RunSummary; readonly most: number }) {
  const { tokens, draftMs, verifyMs, overheadMs, msPerToken } = summary;
  if (msPerToken === null || tokens === 0 || most <= 0) return '–';
  const parts = [
    ['draft', draftMs],
    ['verify', verifyMs],
    ['rest', overheadMs],
  ] as const;
  return (
    <div className="split">
      <div className="split-bar" aria-hidden="true">
        {parts.map(([name, ms]) => (
          <span key={name} className={`split-${name}`} style={{ width: `${(ms / tokens / most) * 100}%` }} />
        ))}
      </div>
      <span className="figure">
        {`${msPerToken.toFixed(1)} ms`}
        <span className="visually-hidden">
          {`: drafting ${(draftMs / tokens).toFixed(2)}, target ${(verifyMs / tokens).toFixed(2)}, other ${(overheadMs / tokens).toFixed(2)}`}
        </span>
      </span>
    </div>
  );
}

function TimeKey() {
  return (
    <ul className="time-key" aria-label="Parts of the time a token takes">
      <li>
        <span className="split-draft" aria-hidden="true" />
        drafting
      </li>
      <li>
        <span className="split-verify" aria-hidden="true" />
        target pass
      </li>
      <li>
        <span className="split-rest" aria-hidden="true" />
        other
      </li>
    </ul>
  );
}
