import { samplesOf } from '../core/offline-dataset.ts';
import { trainSpeedModel, warmState } from '../core/policy/contenders.ts';
import { createLinUcb, type LinUcbState } from '../core/policy/lin-ucb.ts';
import { speedPriors } from '../core/policy/speed-priors.ts';
import { bySpeedUp } from '../core/policy/training.ts';
import type { TrainedEntry } from './lab-protocol.ts';
import { useLabStore } from './lab-store.ts';
import { applyPolicy, pageExploration, usePolicyStore } from './policy-store.ts';

const { setState, getState } = useLabStore;

/** Lets a policy that was trained here choose in the Playground. @returns false when it can't; `problem` says why */
export function applyTrained(entry: TrainedEntry): boolean {
  const { dataset, trained } = getState();
  if (dataset === undefined || trained === undefined) return false;
  const state = asPagePolicy(entry);
  if (state === undefined) {
    setState({
      problem: `${entry.name} can’t be used in the Playground: with this reward a higher score does not mean a higher speed.`,
    });
    return false;
  }
  const { goal, kind, alpha } = trained.reward;
  const reward = goal === 'speed' ? 'speed-ups' : `${kind}, α ${alpha}`;
  if (!applyPolicy(state, `${entry.name} (Lab, ${reward})`)) {
    setState({ problem: usePolicyStore.getState().problem });
    return false;
  }
  setState({ applied: entry.id, problem: undefined });
  return true;
}

/**
 * A trained policy as the Playground runs it. What learnt online goes on from where it stands. The others become priors of a LinUCB
 * that knows as much about prompts as the page's own: the order of their scores stays, in the unit of speed-ups.
 */
export function asPagePolicy(entry: TrainedEntry): LinUcbState | undefined {
  const { dataset, trained } = getState();
  if (dataset === undefined || trained === undefined) return undefined;
  if (entry.state !== undefined) return entry.state;
  const train = samplesOf(dataset, 'train');
  const ids = dataset.arms.map(({ id }) => id);
  const speed = trainSpeedModel(train);
  if (entry.id === 'ridge' && trained.reward.goal === 'speed')
    return warmState(dataset, speed, pageExploration);
  const priors = speedPriors(entry.model, bySpeedUp(train), ids);
  if (priors === undefined) return undefined;
  const { alpha, strength } = pageExploration;
  return createLinUcb({
    features: dataset.features,
    arms: priors,
    alpha,
    warmStart: { strength, gram: speed.gram },
  });
}
