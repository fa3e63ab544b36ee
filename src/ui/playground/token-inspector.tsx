import type { KeyboardEvent } from 'react';
import { usePlaybackStore } from '../../state/playback-store.ts';
import { select, useRunStore } from '../../state/run-store.ts';
import { type RunView, roundsAt } from '../../state/run-view.ts';
import { stepSelection } from '../../state/selection.ts';
import { useSettingsStore } from '../../state/settings-store.ts';
import { explainToken, type TokenDetail, tokenDetail } from '../../state/token-detail.ts';
import { inlineToken } from '../../state/visible-text.ts';
import { count, probability } from '../components/format.ts';
import { Icon } from '../components/icon.tsx';
import { stateNames } from './names.ts';

/** Everything about one token. It floats, so that it is beside the text wherever the page is scrolled to. */
export function TokenInspector() {
  const selection = useRunStore(state => state.selection);
  const run = useRunStore(state => (state.selection === undefined ? undefined : state[state.selection.lane]));
  const detail = selection && run && tokenDetail(run, selection);
  if (detail === undefined || run === undefined) return null;
  return (
    <section className="panel token-panel" aria-labelledby="token-title">
      <div className="panel-head">
        <h2 id="token-title">Token</h2>
        <Controls run={run} />
      </div>
      <Detail detail={detail} />
    </section>
  );
}

function Controls({ run }: { readonly run: RunView }) {
  const selection = useRunStore(state => state.selection);
  const withRejected = useSettingsStore(state => state.showRejected);
  const shown = usePlaybackStore(({ clockMs }) => roundsAt(run, clockMs));
  if (selection === undefined) return null;
  const go = (key: string): void => {
    const next = stepSelection(selection.lane, run, shown, selection, key, withRejected);
    if (next !== undefined) select(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      go(event.key);
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys are a shortcut for the buttons inside
    <div className="button-row tight" onKeyDown={onKeyDown}>
      <button
        type="button"
        className="button quiet icon-only"
        aria-label="Previous token"
        onClick={() => go('ArrowLeft')}
      >
        <Icon name="previous" />
      </button>
      <button
        type="button"
        className="button quiet icon-only"
        aria-label="Next token"
        onClick={() => go('ArrowRight')}
      >
        <Icon name="next" />
      </button>
      <button
        type="button"
        className="button quiet icon-only"
        aria-label="Close token"
        onClick={() => select(undefined)}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}

function Detail({ detail }: { readonly detail: TokenDetail }) {
  return (
    <div className="token-detail">
      <p className="token-face" aria-live="polite">
        <span className="token" data-state={detail.state}>
          <span className="mark">{inlineToken(detail.text)}</span>
        </span>
        <span className="token-state">{stateNames[detail.state].name}</span>
      </p>
      <p>{explainToken(detail)}</p>
      <dl className="pairs">
        <Pair name="p, the target’s probability" value={detail.p} />
        <Pair name="q, the draft’s probability" value={detail.q} />
        <Pair
          name={detail.greedy ? 'chance to be kept (greedy: 1 or 0)' : 'chance to be kept, min(1, p/q)'}
          value={detail.acceptance}
        />
        <Pair name="the draw" value={detail.draw} />
        <Pair name="the draft’s confidence" value={detail.confidence} />
      </dl>
      {detail.candidates.length > 0 && (
        <div className="candidates">
          <h3>The target’s first choices here</h3>
          <ol>
            {detail.candidates.map(candidate => (
              <li key={candidate.token} data-this={candidate.isThis || undefined}>
                <span className="candidate-text">{inlineToken(candidate.text)}</span>
                <span className="candidate-track" aria-hidden="true">
                  <span style={{ width: `${candidate.probability * 100}%` }} />
                </span>
                <span className="figure">{probability(candidate.probability)}</span>
              </li>
            ))}
          </ol>
        </div>
      )}
      <p className="muted small figure">
        {`Token ${count(detail.token)} · place ${detail.place} of the output · round ${detail.round}`}
      </p>
    </div>
  );
}

function Pair({ name, value }: { readonly name: string; readonly value: number | undefined }) {
  if (value === undefined) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd className="figure">{probability(value)}</dd>
    </div>
  );
}
