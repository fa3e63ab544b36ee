import { useId, useState } from 'react';

interface WholeNumberProps {
  readonly label: string;
  readonly hint?: string;
  readonly min: number;
  readonly max: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** A whole number within its limits. What is typed is corrected only when the field is left. */
export function WholeNumber({ label, hint, min, max, value, onChange }: WholeNumberProps) {
  const id = useId();
  const [typed, setTyped] = useState<string>();
  return (
    <div className="number-field">
      <label htmlFor={id} className="field-label">
        {label}
      </label>
      <input
        id={id}
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        value={typed ?? String(value)}
        onChange={event => {
          setTyped(event.target.value);
          const number = event.target.valueAsNumber;
          if (Number.isInteger(number) && number >= min && number <= max) onChange(number);
        }}
        onBlur={() => {
          const number = Math.round(Number.parseFloat(typed ?? ''));
          if (Number.isFinite(number)) onChange(Math.min(max, Math.max(min, number)));
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
