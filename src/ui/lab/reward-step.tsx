import { useDeferredValue, useId, useMemo } from 'react';
import { type OfflineDataset, samplesOf } from '../../core/offline-dataset.ts';
import { type AlphaWins, alphaWins } from '../../core/policy/alpha-wins.ts';
import { bestFixedArm, fixedSpeedUp } from '../../core/policy/evaluate.ts';
import { setLab } from '../../state/lab-settings.ts';
import { useLabStore } from '../../state/lab-store.ts';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { LineChart } from '../charts/line-chart.tsx';
import { Choice } from '../components/choice.tsx';
import { armName } from '../playground/names.ts';
import { alignmentWords, share, times, twoPlaces } from './lab-words.ts';
import { Step } from './step.tsx';

const alphas = Array.from({ length: 21 }, (_, i) => i / 20);
/** Arms drawn in the chart: those that win most somewhere. */
const mostLines = 6;

/** What policies are trained to earn. */
export function RewardStep() {
  return (
    <Step
      title="Reward"
      lead="What is a good draft for a prompt? One whose own answer resembles the target’s (f), and one that is fast itself (c). The reward weighs them: r = α·f + (1 − α)·c."
    >
      {dataset => (
        <>
          <Controls dataset={dataset} />
          <Charts dataset={dataset} />
        </>
      )}
    </Step>
  );
}

function Controls({ dataset }: { readonly dataset: OfflineDataset }) {
  const { f, alpha, goal } = useLabStore(state => state.settings);
  const id = useId();
  return (
    <div className="panel lab-controls">
      <Choice
        label="Train policies to earn"
        options={[
          { value: 'reward', label: 'the reward r' },
          { value: 'speed', label: 'the speed-up itself' },
        ]}
        value={goal}
        onChange={value => setLab({ goal: value })}
      />
      <fieldset className="lab-options">
        <legend className="field-label">How alike are two answers? (f)</legend>
        {dataset.alignments.map(kind => (
          <label key={kind}>
            <input type="radio" name={`${id}-f`} checked={kind === f} onChange={() => setLab({ f: kind })} />
            <span>
              <strong>{alignmentWords[kind].name}</strong>
              <span className="hint">{alignmentWords[kind].about}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="lab-slider">
        <label htmlFor={`${id}-alpha`} className="field-label">
          Weight of the likeness (α)
        </label>
        <output className="figure" htmlFor={`${id}-alpha`}>
          {twoPlaces(alpha)}
        </output>
        <input
          id={`${id}-alpha`}
          type="range"
          min={0}
          max={1}
          step={0.05}
          value={alpha}
          onChange={event => setLab({ alpha: event.target.valueAsNumber })}
        />
        <span className="hint lab-ends">
          <span>0: only the draft’s own speed</span>
          <span>1: only likeness</span>
        </span>
      </div>
      {goal === 'speed' && (
        <p className="hint">
          Policies will be trained on the speed-up. f and α then only decide what the charts below show, and
          what “the paper’s reward” means when policies are compared.
        </p>
      )}
    </div>
  );
}

function Charts({ dataset }: { readonly dataset: OfflineDataset }) {
  const { f, alpha } = useLabStore(state => state.settings);
  const kind = useDeferredValue(f);
  const wins = useMemo(() => alphaWins(dataset, samplesOf(dataset, 'train'), kind, alphas), [dataset, kind]);
  const limits = useMemo(() => {
    const train = samplesOf(dataset, 'train');
    const fixed = bestFixedArm(train);
    const best = train.map(sample => ({ ...sample, speedUps: [Math.max(...sample.speedUps)] }));
    return {
      arm: armName(dataset.arms[fixed]?.id ?? ''),
      fixed: fixedSpeedUp(train, fixed),
      oracle: fixedSpeedUp(best, 0),
    };
  }, [dataset]);
  const arms = dataset.arms
    .map(({ id }, arm) => ({ id, arm, most: Math.max(...wins.map(({ shares }) => shares[arm] ?? 0)) }))
    .filter(({ most }) => most > 0.02)
    .sort((a, b) => b.most - a.most)
    .slice(0, mostLines);
  const here = nearest(wins, alpha);
  const leader = arms.reduce(
    (a, b) => ((here?.shares[b.arm] ?? 0) > (here?.shares[a.arm] ?? 0) ? b : a),
    arms[0] ?? { id: '', arm: 0, most: 0 },
  );
  const fastest = wins.reduce(
    (a, b) => (b.speedUp > a.speedUp ? b : a),
    wins[0] ?? { alpha: 0, speedUp: 1, shares: [] },
  );
  const mark = [{ x: alpha, label: `α = ${twoPlaces(alpha)}` }];
  return (
    <>
      <div className="panel">
        <ChartFrame
          title="Which draft the reward calls best"
          summary={`Share of the training prompts on which each draft has the highest reward, at every α. At α = ${twoPlaces(alpha)} it is ${armName(leader.id)} most often: ${share(here?.shares[leader.arm] ?? 0)}.`}
          table={{
            columns: ['α', ...dataset.arms.map(({ id }) => armName(id))],
            rows: wins.map(({ alpha: a, shares }) => [twoPlaces(a), ...shares.map(share)]),
          }}
          fileName="draftpick-alpha-winners"
        >
          <LineChart
            series={arms.map(({ id, arm }) => ({
              name: armName(id),
              points: wins.map(({ alpha: a, shares }) => [a, shares[arm] ?? 0] as const),
            }))}
            x={{ label: 'α', format: twoPlaces }}
            y={{ label: 'share of prompts', format: value => `${Math.round(value * 100)}%`, domain: [0, 1] }}
            marks={mark}
          />
        </ChartFrame>
      </div>
      <div className="panel">
        <ChartFrame
          title="What obeying it would bring"
          summary={`Speed when every training prompt gets the draft with the highest reward. The best α is ${twoPlaces(fastest.alpha)} (${times(fastest.speedUp)}); knowing every speed-up beforehand would give ${times(limits.oracle)}.`}
          table={{
            columns: ['α', 'Speed-up'],
            rows: wins.map(({ alpha: a, speedUp }) => [twoPlaces(a), times(speedUp)]),
          }}
          fileName="draftpick-alpha-speed"
        >
          <LineChart
            series={[
              { name: 'highest reward', points: wins.map(({ alpha: a, speedUp }) => [a, speedUp] as const) },
            ]}
            x={{ label: 'α', format: twoPlaces }}
            y={{ label: 'speed-up', format: times }}
            marks={[
              ...mark,
              { y: limits.oracle, label: 'best draft of each prompt' },
              { y: limits.fixed, label: `always ${limits.arm}` },
            ]}
          />
        </ChartFrame>
      </div>
    </>
  );
}

function nearest(wins: readonly AlphaWins[], alpha: number): AlphaWins | undefined {
  return wins.reduce<AlphaWins | undefined>(
    (a, b) => (a === undefined || Math.abs(b.alpha - alpha) < Math.abs(a.alpha - alpha) ? b : a),
    undefined,
  );
}
