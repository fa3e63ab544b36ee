import type { TokenState } from '../../core/decode-event.ts';
import { set, useSettingsStore } from '../../state/settings-store.ts';
import { stateNames } from './names.ts';

const states: readonly (TokenState | 'rejected')[] = ['accepted', 'rejected', 'correction', 'bonus', 'plain'];

/** What the marks mean; always there. */
export function Legend() {
  const showRejected = useSettingsStore(state => state.showRejected);
  return (
    <div className="legend">
      <ul aria-label="Marks of the tokens">
        {states.map(state => (
          <li key={state} title={stateNames[state].about}>
            <span className="token" data-state={state}>
              <span className="mark">{stateNames[state].name}</span>
            </span>
          </li>
        ))}
      </ul>
      <details className="hint">
        <summary>What do the marks mean?</summary>
        <dl>
          {states.map(state => (
            <div key={state} className="legend-state">
              <dt>{stateNames[state].name}</dt>
              <dd>{stateNames[state].about}</dd>
            </div>
          ))}
        </dl>
      </details>
      <p className="hint">
        Click a token, or move through the text with the arrow keys, to see why it stands there.
      </p>
      <label className="check">
        <input
          type="checkbox"
          checked={showRejected}
          onChange={event => set({ showRejected: event.target.checked })}
        />
        Show rejected tokens
      </label>
    </div>
  );
}
