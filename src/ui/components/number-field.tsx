import { useId, useState } from 'react';
import { clampTo, limits, type NumberRange, type NumericSetting } from '../../state/settings.ts';

interface NumberInputProps {
  readonly range: NumberRange;
  /** The keyboard a phone shows. */
  readonly inputMode?: 'decimal' | 'numeric';
  readonly label: string;
  readonly hint?: string;
  readonly value: number;
  readonly disabled?: boolean;
  /** Also show a slider over this range; the field still takes the whole range. */
  readonly slider?: { readonly max: number };
  readonly onChange: (value: number) => void;
}

/** A number within its limits. What is typed is corrected only when the field is left. */
export function NumberInput({
  range,
  inputMode = 'decimal',
  label,
  hint,
  value,
  disabled = false,
  slider,
  onChange,
}: NumberInputProps) {
  const id = useId();
  const { min, max, step } = range;
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
          onChange={event => onChange(clampTo(range, event.target.valueAsNumber, value))}
        />
      )}
      <input
        id={id}
        type="number"
        inputMode={inputMode}
        min={min}
        max={max}
        step={step}
        disabled={disabled}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        value={typed ?? String(value)}
        onChange={event => {
          setTyped(event.target.value);
          const number = event.target.valueAsNumber;
          if (number >= min && number <= max) onChange(clampTo(range, number, value));
        }}
        onBlur={() => {
          if (typed !== undefined) onChange(clampTo(range, Number.parseFloat(typed), value));
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

interface NumberFieldProps extends Omit<NumberInputProps, 'range'> {
  readonly name: NumericSetting;
}

/** A setting that is a number. */
export function NumberField({ name, ...rest }: NumberFieldProps) {
  return <NumberInput range={limits[name]} {...rest} />;
}
