import {
  lastMs,
  pause,
  play,
  rates,
  seek,
  setRate,
  showAll,
  stepRounds,
  usePlaybackStore,
} from '../../state/playback-store.ts';
import type { RunView } from '../../state/run-view.ts';
import { duration } from '../components/format.ts';
import { Icon } from '../components/icon.tsx';

interface TransportProps {
  readonly run: RunView;
  readonly baseline: RunView | undefined;
}

/** Plays a finished run again: one clock for both lanes. */
export function Transport({ run, baseline }: TransportProps) {
  const { clockMs, playing, rate } = usePlaybackStore();
  const end = lastMs(run, baseline);
  const now = clockMs ?? end;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not of form fields
    <div className="transport" role="group" aria-label="Playback">
      <button
        type="button"
        className="button icon-only"
        aria-label="Previous round"
        onClick={() => stepRounds(run, -1)}
      >
        <Icon name="previous" />
      </button>
      <button
        type="button"
        className="button icon-only"
        aria-label={playing ? 'Pause' : 'Play'}
        onClick={() => (playing ? pause() : play(end))}
      >
        <Icon name={playing ? 'pause' : 'play'} />
      </button>
      <button
        type="button"
        className="button icon-only"
        aria-label="Next round"
        onClick={() => stepRounds(run, 1)}
      >
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
          if (ms >= end) showAll();
          else seek(ms);
        }}
      />
      <span className="clock figure">
        {(now / 1000).toFixed(2)} <span className="muted">/ {(end / 1000).toFixed(2)} s</span>
      </span>
      <select
        aria-label="Playback speed"
        value={rate}
        onChange={event => setRate(Number(event.target.value))}
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
