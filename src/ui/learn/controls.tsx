import { useId } from 'react';
import type { ChoiceControl, NumberControl } from '../../state/learn-link.ts';
import { Choice } from '../components/choice.tsx';
import type { BoundControl } from './use-controls.ts';

interface SliderProps {
  readonly control: BoundControl<NumberControl>;
  readonly value: number;
  /** How the number is told; the slider says the same. */
  readonly format?: (value: number) => string;
  readonly hint?: string;
}

/** A slider with its value beside its name. Shows nothing where a link hides it. */
export function Slider({ control, value, format = String, hint }: SliderProps) {
  const id = useId();
  const { spec, shown, set } = control;
  if (!shown) return null;
  return (
    <div className="slider">
      <label htmlFor={id}>{spec.label}</label>
      <output htmlFor={id} className="figure">
        {format(value)}
      </output>
      <input
        id={id}
        type="range"
        min={spec.min}
        max={spec.max}
        step={spec.step}
        value={value}
        aria-valuetext={format(value)}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={event => set(event.target.valueAsNumber)}
      />
      {hint !== undefined && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
    </div>
  );
}

interface PickProps {
  readonly control: BoundControl<ChoiceControl>;
  readonly value: string;
}

/** One of a few: side by side where they are few, a list where they are many. Shows nothing where a link hides it. */
export function Pick({ control: { spec, shown, set }, value }: PickProps) {
  const id = useId();
  if (!shown) return null;
  if (spec.options.length <= 4) {
    return <Choice label={spec.label} options={spec.options} value={value} onChange={set} />;
  }
  return (
    <div className="pick">
      <label htmlFor={id} className="field-label">
        {spec.label}
      </label>
      <select id={id} value={value} onChange={event => set(event.target.value)}>
        {spec.options.map(option => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}
