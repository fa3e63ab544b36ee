import { type ChangeEvent, useDeferredValue, useMemo, useRef } from 'react';
import { promptFeatures } from '../../core/policy/features.ts';
import { type ArmChoice, type ArmEstimate, chooseArm } from '../../core/policy/lin-ucb.ts';
import { estimateRange, explainChoice, movers } from '../../state/explain-choice.ts';
import {
  exportPolicy,
  importPolicy,
  resetPolicy,
  setFrozen,
  usePolicyStore,
} from '../../state/policy-store.ts';
import { useRunStore } from '../../state/run-store.ts';
import { useSettingsStore } from '../../state/settings-store.ts';
import { downloadText } from '../components/download.ts';
import { signed } from '../components/format.ts';
import { armName, featureLabel } from './names.ts';

/** What the policy thinks of each draft for this prompt, and what it has learnt. */
export function Why() {
  const { policy, frozen, problem } = usePolicyStore();
  const decision = useRunStore(state => state.decision);
  const draft = useSettingsStore(state => state.draft);
  const prompt = useDeferredValue(useSettingsStore(state => state.prompt));
  const preview = useMemo(() => chooseArm(policy, promptFeatures(prompt, 0).values), [policy, prompt]);
  const choice = decision?.choice ?? preview;
  const chosen = decision?.arm ?? (draft === 'policy' ? preview.arm : draft);
  const by = decision?.by ?? (draft === 'policy' ? 'policy' : 'person');
  return (
    <section className="panel why" aria-labelledby="why-title">
      <div className="panel-head">
        <h2 id="why-title">Why this draft</h2>
        <span className="muted">
          {decision ? 'for the run shown, as estimated before it' : 'for the prompt as typed'}
        </span>
      </div>
      <p>
        {decision === undefined && prompt.trim() === ''
          ? 'The policy reads the prompt and picks a draft. Estimates are speed-ups: 1 is the speed of no draft.'
          : explainChoice(choice, chosen, by, armName)}
      </p>
      <div className="why-body">
        <Estimates choice={choice} chosen={chosen} />
        <Movers estimate={choice.estimates.find(({ arm }) => arm === chosen)} names={policy.features} />
      </div>
      <p className="muted small figure">
        {policy.updates === 0
          ? 'Nothing learnt yet. Every finished run teaches the policy its measured speed-up.'
          : `Learnt from ${policy.updates} run${policy.updates === 1 ? '' : 's'} in this browser. Estimated regret so far: ${policy.regret.toFixed(2)} in all, ${(policy.regret / policy.updates).toFixed(3)} a run.`}
        {frozen && ' Frozen: it chooses, but does not learn.'}
      </p>
      {problem !== undefined && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <PolicyButtons frozen={frozen} learnt={policy.updates > 0} />
    </section>
  );
}

function Estimates({ choice, chosen }: { readonly choice: ArmChoice; readonly chosen: string }) {
  const { from, to } = estimateRange(choice.estimates);
  const x = (value: number): number => ((value - from) / (to - from)) * 100;
  return (
    <ul className="estimates" aria-label="Estimates">
      {choice.estimates.map(({ arm, mean, uncertainty, pulls }) => (
        <li key={arm} data-chosen={arm === chosen || undefined}>
          <span className="estimate-name">
            {armName(arm)}
            {arm === chosen && <span className="badge">chosen</span>}
          </span>
          <svg className="estimate-plot" width="100%" height="22" aria-hidden="true" focusable="false">
            <line className="plot-unit" x1={`${x(1)}%`} x2={`${x(1)}%`} y1="0" y2="22" />
            <line
              className="plot-whisker"
              x1={`${x(mean - uncertainty)}%`}
              x2={`${x(mean + uncertainty)}%`}
              y1="11"
              y2="11"
            />
            <circle className="plot-mean" cx={`${x(mean)}%`} cy="11" r="5" />
          </svg>
          <span className="figure">
            {`${mean.toFixed(2)}× ± ${uncertainty.toFixed(2)}`}
            <span className="muted">{` · ${pulls} run${pulls === 1 ? '' : 's'}`}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

interface MoversProps {
  readonly estimate: ArmEstimate | undefined;
  readonly names: readonly string[];
}

function Movers({ estimate, names }: MoversProps) {
  if (estimate === undefined) return null;
  const list = movers(estimate, names);
  const largest = Math.max(0.05, ...list.map(({ amount }) => Math.abs(amount)));
  return (
    <div className="movers">
      <h3>{`What moved ${armName(estimate.arm)}`}</h3>
      <ul>
        <li>
          <span>before any run</span>
          <span />
          <span className="figure">{estimate.prior.toFixed(2)}×</span>
        </li>
        {list.map(({ feature, amount }) => (
          <li key={feature}>
            <span>{featureLabel(feature)}</span>
            <span className="mover-track" aria-hidden="true">
              <span
                data-sign={amount < 0 ? 'minus' : 'plus'}
                style={{ width: `${(Math.abs(amount) / largest) * 50}%` }}
              />
            </span>
            <span className="figure">{signed(amount, 2)}</span>
          </li>
        ))}
      </ul>
      {list.length === 0 && <p className="muted small">No feature of this prompt has moved it yet.</p>}
    </div>
  );
}

function PolicyButtons({ frozen, learnt }: { readonly frozen: boolean; readonly learnt: boolean }) {
  const file = useRef<HTMLInputElement>(null);
  const onFile = async (event: ChangeEvent<HTMLInputElement>): Promise<void> => {
    const input = event.currentTarget;
    const chosen = input.files?.[0];
    // A policy has some kilobytes; a wrongly chosen film must not fill the memory.
    if (chosen) importPolicy(chosen.size > 2e6 ? '' : await chosen.text());
    input.value = '';
  };
  return (
    <div className="button-row">
      <button type="button" className="button quiet" onClick={() => setFrozen(!frozen)}>
        {frozen ? 'Unfreeze' : 'Freeze'}
      </button>
      <button type="button" className="button quiet" disabled={!learnt} onClick={resetPolicy}>
        Reset
      </button>
      <button
        type="button"
        className="button quiet"
        onClick={() => downloadText('draftpick-policy.json', exportPolicy())}
      >
        Export
      </button>
      <button type="button" className="button quiet" onClick={() => file.current?.click()}>
        Import
      </button>
      <input
        ref={file}
        type="file"
        accept="application/json,.json"
        aria-label="Policy file"
        hidden
        onChange={event => void onFile(event)}
      />
    </div>
  );
}
