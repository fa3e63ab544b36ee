import type { KeyboardEvent } from 'react';
import { explainToken, type TokenDetail } from '../../state/token-detail.ts';
import { inlineToken } from '../../state/visible-text.ts';
import { count, probability } from '../components/format.ts';
import { Icon } from '../components/icon.tsx';
import { stateNames } from './names.ts';

interface TokenPanelProps {
  readonly detail: TokenDetail;
  /** Goes to the neighbouring token. */
  readonly onStep: (key: 'ArrowLeft' | 'ArrowRight') => void;
  readonly onClose: () => void;
}

/** Everything about one token. It floats, so that it is beside the text wherever the page is scrolled to. */
export function TokenPanel({ detail, onStep, onClose }: TokenPanelProps) {
  return (
    <section className="panel token-panel" aria-labelledby="token-title">
      <div className="panel-head">
        <h2 id="token-title">Token</h2>
        <Controls onStep={onStep} onClose={onClose} />
      </div>
      <Detail detail={detail} />
    </section>
  );
}

function Controls({ onStep, onClose }: Pick<TokenPanelProps, 'onStep' | 'onClose'>) {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      event.preventDefault();
      onStep(event.key);
    }
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys are a shortcut for the buttons inside
    <div className="button-row tight" onKeyDown={onKeyDown}>
      <button
        type="button"
        className="button quiet icon-only"
        aria-label="Previous token"
        onClick={() => onStep('ArrowLeft')}
      >
        <Icon name="previous" />
      </button>
      <button
        type="button"
        className="button quiet icon-only"
        aria-label="Next token"
        onClick={() => onStep('ArrowRight')}
      >
        <Icon name="next" />
      </button>
      <button type="button" className="button quiet icon-only" aria-label="Close token" onClick={onClose}>
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
