import type { TokenState } from '../../core/decode-event.ts';
import { stateNames } from '../playground/names.ts';

type State = TokenState | 'rejected';
const all: readonly State[] = ['accepted', 'rejected', 'correction', 'bonus', 'plain'];

/** What the marks under the words mean, as everywhere in this page. */
export function MarksLegend({ states = all }: { readonly states?: readonly State[] }) {
  return (
    <ul className="marks-legend" aria-label="Marks of the tokens">
      {states.map(state => (
        <li key={state}>
          <span className="token" data-state={state}>
            <span className="mark">{stateNames[state].name}</span>
          </span>
          <span className="hint">{stateNames[state].about}</span>
        </li>
      ))}
    </ul>
  );
}
