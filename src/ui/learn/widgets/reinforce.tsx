import { useState } from 'react';
import { percent } from '../../../state/verdict.ts';
import { signed } from '../../components/format.ts';
import { Slider } from '../controls.tsx';
import {
  type HandState,
  handArms,
  handPolicy,
  handPrompts,
  handStart,
  handStep,
} from '../reinforce-by-hand.ts';
import { useControls } from '../use-controls.ts';
import { Widget } from '../widget.tsx';

const specs = {
  rate: { kind: 'number', label: 'Step size', min: 0.1, max: 2, step: 0.1, initial: 0.5 },
  seed: { kind: 'number', label: 'Luck (seed of the draws)', min: 1, max: 50, step: 1, initial: 1 },
} as const;

/** REINFORCE, step by step. */
export function Reinforce() {
  const { values, bound, anyShown } = useControls(specs);
  const [state, setState] = useState<HandState>(handStart);
  const go = (steps: number): void => {
    let next = state;
    for (let i = 0; i < steps; i++) next = handStep(next, values.rate, values.seed);
    setState(next);
  };
  return (
    <Widget
      title="Two kinds of prompts, three arms"
      controls={
        anyShown && (
          <>
            <Slider control={bound.rate} value={values.rate} format={value => value.toFixed(1)} />
            <Slider control={bound.seed} value={values.seed} />
          </>
        )
      }
      say={<Story state={state} />}
      source="Rewards made up for the exercise; the steps are computed as you press."
    >
      <div className="stepper">
        <button type="button" className="button primary" onClick={() => go(1)}>
          One step
        </button>
        <button type="button" className="button" onClick={() => go(100)}>
          100 steps
        </button>
        <button
          type="button"
          className="button quiet"
          disabled={state.steps === 0}
          onClick={() => setState(handStart)}
        >
          Start again
        </button>
        <span className="muted figure stepper-place">{`${state.steps} steps`}</span>
      </div>
      <Weights state={state} />
    </Widget>
  );
}

function Story({ state: { last } }: { readonly state: HandState }) {
  if (last === undefined) return 'All weights are 0, so every arm is equally likely. Take a step.';
  const { prompt, pi, arm, baseline } = last;
  const reward = prompt.rewards[arm] ?? 0;
  const name = handArms[arm] ?? '';
  return `The prompt ${prompt.name}. ${name} was drawn, with probability ${percent(pi[arm] ?? 0)}, and earned ${reward.toFixed(2)}; the baseline is ${baseline.toFixed(2)}, so its advantage is ${signed(reward - baseline, 2)} and it became ${reward > baseline ? 'likelier' : 'less likely'}.`;
}

function Weights({ state: { weights, last } }: { readonly state: HandState }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section className="memory" aria-label="Weights and probabilities" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Arm</th>
            <th scope="col">Weight: always</th>
            <th scope="col">Weight: code</th>
            <th scope="col">Last push</th>
            {handPrompts.map(({ name }) => (
              <th key={name} scope="col">{`π if it ${name}`}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {handArms.map((name, j) => (
            <tr key={name} data-drawn={last?.arm === j || undefined}>
              <th scope="row">{name}</th>
              <td className="figure">{signed(weights[j]?.[0] ?? 0, 2)}</td>
              <td className="figure">{signed(weights[j]?.[1] ?? 0, 2)}</td>
              <td className="figure">{last === undefined ? '' : signed(last.push[j] ?? 0, 2)}</td>
              {handPrompts.map(({ name: prompt, x, rewards }) => {
                const p = handPolicy(weights, x)[j] ?? 0;
                return (
                  <td key={prompt} className="figure">
                    <span className="pi-bar" style={{ width: `${p * 100}%` }} aria-hidden="true" />
                    {percent(p)} <small className="muted">{`earns ${(rewards[j] ?? 0).toFixed(1)}`}</small>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
