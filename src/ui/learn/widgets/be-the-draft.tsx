import { useId, useState } from 'react';
import { appendEvents, emptyRun } from '../../../state/run-view.ts';
import type { TextRound } from '../../../state/token-pieces.ts';
import { RoundTokens } from '../../playground/token-text.tsx';
import { describeRound, RoundAnatomy } from '../round-anatomy.tsx';
import { toyPrompt, toyRequest, toyRound, toyWords, wordText } from '../toy-language.ts';
import { Widget } from '../widget.tsx';

const places = 3;
const first = toyWords.slice(0, places);

/** The reader proposes the words; the target checks them. */
export function BeTheDraft() {
  const [rounds, setRounds] = useState<readonly TextRound[]>([]);
  const [guesses, setGuesses] = useState<readonly number[]>(first);
  const context = [...toyPrompt, ...rounds.flatMap(({ emitted }) => emitted.map(({ token }) => token))];
  const last = rounds.at(-1);
  const run = appendEvents(emptyRun(toyRequest), rounds);
  const change = (place: number, token: number): void =>
    setGuesses(guesses.map((guess, i) => (i === place ? token : guess)));
  return (
    <Widget
      title="Be the draft: make the target write something else"
      say={
        last === undefined
          ? 'Choose three words and let the target check them.'
          : `${describeRound(last)} ${last.accepted === 0 ? 'Not one of your words got in.' : `The ${last.accepted === 1 ? 'word' : 'words'} of yours that got in would have come anyway.`}`
      }
    >
      <div className="guesses">
        {guesses.map((guess, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
          <WordChoice key={place} place={place} value={guess} onChange={token => change(place, token)} />
        ))}
        <button
          type="button"
          className="button primary"
          onClick={() => setRounds([...rounds, toyRound(context, guesses, rounds.length)])}
        >
          Let the target check
        </button>
        {rounds.length > 0 && (
          <button type="button" className="button quiet" onClick={() => setRounds([])}>
            Start again
          </button>
        )}
      </div>
      {last && <RoundAnatomy round={last} />}
      <p className="toy-text lane-text">
        {run.rounds.map((view, i) => (
          <RoundTokens
            key={view.round.index}
            view={view}
            hidden={false}
            current={i === rounds.length - 1}
            selected={-1}
          />
        ))}
      </p>
    </Widget>
  );
}

interface WordChoiceProps {
  readonly place: number;
  readonly value: number;
  readonly onChange: (token: number) => void;
}

function WordChoice({ place, value, onChange }: WordChoiceProps) {
  const id = useId();
  return (
    <span className="pick">
      <label htmlFor={id} className="field-label">{`Word ${place + 1}`}</label>
      <select id={id} value={value} onChange={event => onChange(Number(event.target.value))}>
        {toyWords.map(token => (
          <option key={token} value={token}>
            {wordText(token).trim()}
          </option>
        ))}
      </select>
    </span>
  );
}
