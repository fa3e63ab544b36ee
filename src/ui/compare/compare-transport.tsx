import { comparePlayback } from '../../state/compare-store.ts';
import { clockForRounds, rates } from '../../state/playback-store.ts';
import { roundsAt } from '../../state/run-view.ts';
import { duration } from '../components/format.ts';
import { Icon } from '../components/icon.tsx';
import { endOf, type LaneRun } from './use-compare-clock.ts';

/** Plays all lanes again on one clock. Steps are rounds of the lane on top. */
export function CompareTransport({ lanes }: { readonly lanes: readonly LaneRun[] }) {
  const { clockMs, playing, rate } = comparePlayback.useStore();
  const end = endOf(lanes);
  const now = clockMs ?? end;
  const step = (by: number): void => {
    const run = lanes[0]?.run;
    if (run === undefined) return;
    const shown = roundsAt(run, clockMs);
    comparePlayback.seek(clockForRounds(run, Math.max(0, Math.min(run.rounds.length, shown + by))));
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not of form fields
    <div className="transport" role="group" aria-label="Playback">
      <button type="button" className="button icon-only" aria-label="Previous round" onClick={() => step(-1)}>
        <Icon name="previous" />
      </button>
      <button
        type="button"
        className="button icon-only"
        aria-label={playing ? 'Pause' : 'Play'}
        onClick={() => (playing ? comparePlayback.pause() : comparePlayback.play(end))}
      >
        <Icon name={playing ? 'pause' : 'play'} />
      </button>
      <button type="button" className="button icon-only" aria-label="Next round" onClick={() => step(1)}>
        <Icon name="next" />
      </button>
      <input
        type="range"
        aria-label="Clock"
        aria-valuetext={`${duration(now)} of ${duration(end)}`}
        min={0}
        max={Math.ceil(end)}
        step={1}
        value={Math.min(Math.ceil(end), Math.round(now))}
        onChange={event => {
          const ms = event.target.valueAsNumber;
          if (ms >= end) comparePlayback.showAll();
          else comparePlayback.seek(ms);
        }}
      />
      <span className="clock figure">
        {(now / 1000).toFixed(2)} <span className="muted">/ {(end / 1000).toFixed(2)} s</span>
      </span>
      <select
        aria-label="Playback speed"
        value={rate}
        onChange={event => comparePlayback.setRate(Number(event.target.value))}
      >
        {rates.map(value => (
          <option key={value} value={value}>
            {value === 1 ? 'Real time' : `${Math.round(1 / value)}× slower`}
          </option>
        ))}
      </select>
    </div>
  );
}
