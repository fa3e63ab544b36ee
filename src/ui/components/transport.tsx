import { type Playback, rates, stepRounds } from '../../state/playback-store.ts';
import type { RunView } from '../../state/run-view.ts';
import { duration } from './format.ts';
import { Icon } from './icon.tsx';

interface TransportProps {
  readonly playback: Playback;
  /** Whose rounds the steps are. */
  readonly run: RunView | undefined;
  /** End of the longest lane, in milliseconds. */
  readonly end: number;
}

/** Plays finished runs again: one clock for all lanes. */
export function Transport({ playback, run, end }: TransportProps) {
  const { clockMs, playing, rate } = playback.useStore();
  const now = clockMs ?? end;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not of form fields
    <div className="transport" role="group" aria-label="Playback">
      <button
        type="button"
        className="button icon-only"
        aria-label="Previous round"
        onClick={() => stepRounds(playback, run, -1)}
      >
        <Icon name="previous" />
      </button>
      <button
        type="button"
        className="button icon-only"
        aria-label={playing ? 'Pause' : 'Play'}
        onClick={() => (playing ? playback.pause() : playback.play(end))}
      >
        <Icon name={playing ? 'pause' : 'play'} />
      </button>
      <button
        type="button"
        className="button icon-only"
        aria-label="Next round"
        onClick={() => stepRounds(playback, run, 1)}
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
          if (ms >= end) playback.showAll();
          else playback.seek(ms);
        }}
      />
      <span className="clock figure">
        {(now / 1000).toFixed(2)} <span className="muted">/ {(end / 1000).toFixed(2)} s</span>
      </span>
      <select
        aria-label="Playback speed"
        value={rate}
        onChange={event => playback.setRate(Number(event.target.value))}
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
