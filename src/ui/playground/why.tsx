import type { ArmEstimate } from '../../core/policy/lin-ucb.ts';
import { baseOf, explainChoice, explainLeft, movers } from '../../state/explain-choice.ts';
import {
  exportPolicy,
  importPolicy,
  largestPolicy,
  resetPolicy,
  setFrozen,
  usePolicyStore,
} from '../../state/policy-store.ts';
import type { PolicySubject } from '../../state/policy-subject.ts';
import { useRunStore } from '../../state/run-store.ts';
import { useSettingsStore } from '../../state/settings-store.ts';
import { downloadText } from '../components/download.ts';
import { signed } from '../components/format.ts';
import { TextFileButton } from '../components/text-file-button.tsx';
import { Estimates } from './estimates.tsx';
import { armName, featureLabel } from './names.ts';
import { usePreview } from './use-preview.ts';

/** What the policy thinks of each draft for this prompt, and what it has learnt. */
export function Why() {
  const { policy, frozen, origin, problem, subject } = usePolicyStore();
  const decision = useRunStore(state => state.decision);
  const draft = useSettingsStore(state => state.draft);
  const prompt = useSettingsStore(state => state.prompt);
  const preview = usePreview();
  const choice = decision?.choice ?? preview;
  const chosen = decision?.arm ?? (draft === 'policy' ? preview.arm : draft);
  const by = decision?.by ?? (draft === 'policy' ? 'policy' : 'person');
  const left = explainLeft(choice, armName);
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
      {left !== undefined && <p className="muted small">{left}</p>}
      <div className="why-body">
        <Estimates choice={choice} chosen={chosen} />
        <Movers estimate={choice.estimates.find(({ arm }) => arm === chosen)} names={policy.features} />
      </div>
      <p className="muted small figure">
        {policy.updates === 0
          ? `Nothing learnt yet: this is ${origin ?? beginningOf(subject)}. Every finished run teaches it the speed-up that was measured.`
          : `${origin === undefined ? (subject.embedded ? '' : 'Began from scratch. ') : `Began as ${origin}. `}Learnt from ${policy.updates} run${policy.updates === 1 ? '' : 's'}${subject.embedded ? '' : ` of ${subject.name}`} in this browser. Estimated regret so far: ${policy.regret.toFixed(2)} in all, ${(policy.regret / policy.updates).toFixed(3)} a run.`}
        {frozen && ' Frozen: it chooses, but does not learn.'}
      </p>
      {problem !== undefined && (
        <p className="field-error" role="alert">
          {problem}
        </p>
      )}
      <PolicyButtons frozen={frozen} learnt={policy.updates > 0 || origin !== undefined} />
    </section>
  );
}

/** What the policy of a target is before it learns, in a few words. */
function beginningOf({ embedded, name, targetMs }: PolicySubject): string {
  if (!embedded) {
    return `a policy from scratch for ${name}, which knows the times of its passes here and what each draft saves the model that comes with the page`;
  }
  return targetMs === undefined
    ? 'the policy that comes with the page'
    : 'the policy that comes with the page, moved to the times measured on this device';
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
          <span>any prompt</span>
          <span />
          <span className="figure">{baseOf(estimate, names).toFixed(2)}×</span>
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
      {list.length === 0 && <p className="muted small">No feature of this prompt moves it.</p>}
    </div>
  );
}

function PolicyButtons({ frozen, learnt }: { readonly frozen: boolean; readonly learnt: boolean }) {
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
      <TextFileButton
        label="Import"
        inputLabel="Policy file"
        mostBytes={largestPolicy}
        onText={importPolicy}
      />
    </div>
  );
}
