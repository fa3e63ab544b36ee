import type { KeyboardEvent } from 'react';
import { Icon } from '../components/icon.tsx';

interface StepperProps {
  /** What is stepped through, for example `round`. */
  readonly noun: string;
  /** How many are shown, 0…all. */
  readonly shown: number;
  readonly all: number;
  readonly onChange: (shown: number) => void;
}

/** Goes through something piece by piece. Arrow keys, Home and End work on any of its buttons. */
export function Stepper({ noun, shown, all, onChange }: StepperProps) {
  const go = (to: number): void => onChange(Math.min(all, Math.max(0, to)));
  const onKeyDown = (event: KeyboardEvent): void => {
    const to = { ArrowLeft: shown - 1, ArrowRight: shown + 1, Home: 0, End: all }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys add to the buttons inside
    <div className="stepper" onKeyDown={onKeyDown}>
      <button type="button" className="button" disabled={shown === 0} onClick={() => go(shown - 1)}>
        <Icon name="previous" />
        <span className="visually-hidden">{`Previous ${noun}`}</span>
      </button>
      <button type="button" className="button primary" disabled={shown >= all} onClick={() => go(shown + 1)}>
        {`Next ${noun}`}
      </button>
      <button type="button" className="button" disabled={shown >= all} onClick={() => go(all)}>
        To the end
      </button>
      <button type="button" className="button quiet" disabled={shown === 0} onClick={() => go(0)}>
        Start again
      </button>
      <span className="muted figure stepper-place">{`${shown} of ${all}`}</span>
    </div>
  );
}
