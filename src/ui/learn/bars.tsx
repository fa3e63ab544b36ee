import type { KeyboardEvent, PointerEvent } from 'react';

interface BarsProps {
  /** What the bars are, for example `Target p`. */
  readonly label: string;
  readonly names: readonly string[];
  readonly values: readonly number[];
  readonly tone: 'target' | 'draft';
  /** Of a bar that fills its track; values above it can't be shown. */
  readonly top?: number;
  readonly onChange: (at: number, value: number) => void;
}

const keyStep = 0.02;

/** Upright bars to drag, or to move with the arrow keys. */
export function Bars({ label, names, values, tone, top = 1, onChange }: BarsProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would bring its own frame
    <div className="bars" role="group" aria-label={label} data-tone={tone}>
      {values.map((value, i) => (
        <BarSlider
          key={names[i]}
          name={`${label} of “${names[i] ?? ''}”`}
          value={value}
          top={top}
          onChange={next => onChange(i, next)}
        />
      ))}
    </div>
  );
}

interface BarSliderProps {
  readonly name: string;
  readonly value: number;
  readonly top: number;
  readonly onChange: (value: number) => void;
}

function BarSlider({ name, value, top, onChange }: BarSliderProps) {
  const set = (next: number): void => onChange(Math.round(Math.min(top, Math.max(0, next)) * 100) / 100);
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = {
      ArrowUp: value + keyStep,
      ArrowRight: value + keyStep,
      ArrowDown: value - keyStep,
      ArrowLeft: value - keyStep,
      PageUp: value + 0.1,
      PageDown: value - 0.1,
      Home: 0,
      End: top,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  };
  const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.type === 'pointermove' && event.buttons !== 1) return;
    if (event.type === 'pointerdown') event.currentTarget.setPointerCapture(event.pointerId);
    const { top: edge, height } = event.currentTarget.getBoundingClientRect();
    set((1 - (event.clientY - edge) / height) * top);
  };
  return (
    <div
      className="bar-slider"
      role="slider"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={top}
      aria-valuenow={Math.round(value * 100) / 100}
      onKeyDown={onKeyDown}
      onPointerDown={onPointer}
      onPointerMove={onPointer}
    >
      <span className="bar-fill" style={{ height: `${(value / top) * 100}%` }} />
      <span className="bar-value figure" style={{ bottom: `${(value / top) * 100}%` }}>
        {value.toFixed(2).replace(/^0/, '')}
      </span>
    </div>
  );
}
