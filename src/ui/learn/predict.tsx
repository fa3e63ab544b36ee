import { type ReactNode, useId, useState } from 'react';
import { answer, useLearnStore } from '../../state/learn-store.ts';
import { isClose, type NumberRange } from './closeness.ts';

interface CommonProps {
  /** Unique among all lessons; progress is kept by it. */
  readonly id: string;
  readonly ask: ReactNode;
  /** Shown with the answer: why it is so. */
  readonly children: ReactNode;
}

interface ChoicesProps extends CommonProps {
  readonly choices: readonly string[];
  /** Index of the right one, computed by the caller. */
  readonly answer: number;
}

interface NumberProps extends CommonProps {
  readonly range: NumberRange;
  /** The number that is right, computed by the caller. */
  readonly answer: number;
}

/** A question to commit to before the answer is shown. What was answered is kept; it can be tried again. */
export function Predict(props: ChoicesProps | NumberProps) {
  const kept = useLearnStore(({ answers }) => answers[props.id]);
  const id = useId();
  return (
    <section className="predict" aria-labelledby={id} data-revealed={kept !== undefined || undefined}>
      <p className="predict-kicker">Before you go on: predict</p>
      <div id={id} className="predict-ask">
        {props.ask}
      </div>
      {'choices' in props ? <Choices {...props} kept={kept} /> : <Guess {...props} kept={kept} />}
      <div role="status">
        {kept !== undefined && (
          <div className="predict-answer">
            <Verdict {...props} kept={kept} />
            <div className="predict-why">{props.children}</div>
            <button type="button" className="button quiet" onClick={() => answer(props.id, undefined)}>
              Try again
            </button>
          </div>
        )}
      </div>
    </section>
  );
}

function Verdict(props: (ChoicesProps | NumberProps) & { readonly kept: number }) {
  if ('choices' in props) {
    const right = props.kept === props.answer;
    return (
      <p className="predict-verdict" data-right={right || undefined}>
        {right ? 'Yes. ' : 'Not quite. '}
        {right ? '' : `It is: ${props.choices[props.answer] ?? ''}`}
      </p>
    );
  }
  const { range, kept } = props;
  const right = isClose(kept, props.answer, range);
  return (
    <p className="predict-verdict" data-right={right || undefined}>
      {right ? 'Close: ' : 'Further off: '}
      {`you said ${range.format(kept)}, it is ${range.format(props.answer)}.`}
    </p>
  );
}

function Choices({ id, choices, answer: right, kept }: ChoicesProps & { readonly kept: number | undefined }) {
  const [picked, setPicked] = useState<number>();
  const name = useId();
  const open = kept === undefined;
  return (
    <fieldset className="predict-choices">
      <legend className="visually-hidden">Your prediction</legend>
      {choices.map((choice, i) => (
        <label key={choice} data-right={(!open && i === right) || undefined}>
          <input
            type="radio"
            name={name}
            checked={(kept ?? picked) === i}
            disabled={!open}
            onChange={() => setPicked(i)}
          />
          <span>{choice}</span>
        </label>
      ))}
      {open && (
        <button
          type="button"
          className="button primary"
          disabled={picked === undefined}
          onClick={() => {
            answer(id, picked);
            setPicked(undefined);
          }}
        >
          Reveal
        </button>
      )}
    </fieldset>
  );
}

function Guess({ id, range, kept }: NumberProps & { readonly kept: number | undefined }) {
  const [value, setValue] = useState((range.min + range.max) / 2);
  const field = useId();
  const shown = kept ?? value;
  return (
    <div className="predict-guess">
      <div className="slider">
        <label htmlFor={field}>{range.label}</label>
        <output htmlFor={field} className="figure">
          {range.format(shown)}
        </output>
        <input
          id={field}
          type="range"
          min={range.min}
          max={range.max}
          step={range.step}
          value={shown}
          disabled={kept !== undefined}
          aria-valuetext={range.format(shown)}
          onChange={event => setValue(event.target.valueAsNumber)}
        />
      </div>
      {kept === undefined && (
        <button type="button" className="button primary" onClick={() => answer(id, value)}>
          Reveal
        </button>
      )}
    </div>
  );
}
