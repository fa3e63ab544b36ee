import { useId, useState } from 'react';
import { clampSetting, limits, type NumericSetting } from '../../state/settings.ts';

interface NumberFieldProps {
  readonly name: NumericSetting;
  readonly label: string;
  readonly hint?: string;
  readonly value: number;
  readonly disabled?: boolean;
  /** Also show a slider over this range; the field still takes the whole range. */
  readonly slider?: { readonly max: number };
  readonly onChange: (value: number) => void;
}

/** A number within its limits. What is typed is corrected only when the field is left. */
export function NumberField({
  name,
  label,
  hint,
  value,
  disabled = false,
  slider,
  onChange,
}: NumberFieldProps) {
  const id = useId();
  const { min, max, step } = limits[name];
  const [typed, setTyped] = useState<string>();
  return (
    <div className="number-field" data-disabled={disabled || undefined}>
      <label htmlFor={id} className="field-label">
        {label}
      </label>
      {slider && (
        <input
          type="range"
          aria-label={`${label} slider`}
          min={min}
          max={slider.max}
          step={step}
          value={Math.min(value, slider.max)}
          disabled={disabled}
          onChange={event => onChange(clampSetting(name, event.target.valueAsNumber, value))}
        />
      )}
      <input
        id={id}
        type="number"
        inputMode="decimal"
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        value={typed ?? String(value)}
        onChange={event => {
          setTyped(event.target.value);
          const number = event.target.valueAsNumber;
          if (number >= min && number <= max) onChange(clampSetting(name, number, value));
        }}
        onBlur={() => {
          if (typed !== undefined) onChange(clampSetting(name, Number.parseFloat(typed), value));
          setTyped(undefined);
        }}
      />
      {hint !== undefined && (
        <span id={`${id}-hint`} className="hint">
          {hint}
        </span>
      )}
    </div>
  );
}
