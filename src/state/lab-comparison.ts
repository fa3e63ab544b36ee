import { type DatasetSample, samplesOf } from '../core/offline-dataset.ts';
import { type Contender, fixedContenders, makeContenders } from '../core/policy/contenders.ts';
import { bestFixedArm, confusion, oracleSpeedUp } from '../core/policy/evaluate.ts';
import { measurementNoise, play } from '../core/policy/play.ts';
import type { ReplayStep } from '../core/policy/replay.ts';
import type { ComparedRow, LabJob, LabRun } from './lab-protocol.ts';

/** Plays all policies and all single drafts over prompts of a split. @throws RangeError when the dataset has none of it */
export function* compareAll({
  dataset,
  reward,
  seed,
  exploration,
  split,
}: Extract<LabJob, { type: 'compare' }>): LabRun {
  const samples = samplesOf(dataset, split);
  if (samples.length === 0) throw new RangeError(`The dataset has no ${split} prompts to compare on.`);
  const total = 16 + dataset.arms.length;
  yield { type: 'doing', what: 'Training the policies', done: 0, of: total };
  const contenders = [...makeContenders(dataset, { seed, reward, exploration }), ...fixedContenders(dataset)];
  const rows: ComparedRow[] = [];
  for (const [i, contender] of contenders.entries()) {
    yield { type: 'doing', what: contender.name, done: i + 1, of: contenders.length + 1 };
    const row = comparedRow(contender, samples, dataset.arms.length, seed);
    rows.push(row);
    yield { type: 'row', row };
  }
  return {
    type: 'compare',
    compared: {
      split,
      reward,
      prompts: samples.length,
      fixedArm: dataset.arms[bestFixedArm(samples)]?.id ?? '',
      oracle: oracleSpeedUp(samples),
      rows,
    },
  };
}

/** Orders in which policies that learn or draw are played, and draws of the bootstrap. */
const settings = { orders: 5, resamples: 500, noise: measurementNoise };

function comparedRow(
  contender: Contender,
  samples: readonly DatasetSample[],
  arms: number,
  seed: number,
): ComparedRow {
  const { all, steps } = play(contender, samples, { ...settings, seed });
  const orders = Math.max(1, Math.round(steps.length / samples.length));
  const { speedUp, ofFixed, ofOracle, meanRegret } = all.overall;
  return {
    id: contender.id,
    name: contender.name,
    family: contender.family,
    speedUp,
    ofFixed,
    ofOracle,
    meanRegret,
    regret: regretCurve(steps, samples.length, orders),
    choices: confusion(steps, arms).map(row => row.map(n => n / orders)),
  };
}

/** Cumulative regret at about sixty points, mean of the orders. */
function regretCurve(steps: readonly ReplayStep[], prompts: number, orders: number): [number, number][] {
  const every = Math.max(1, Math.ceil(prompts / 60));
  const points: [number, number][] = [[0, 0]];
  let sum = 0;
  for (let i = 0; i < prompts; i++) {
    for (let order = 0; order < orders; order++) sum += (steps[order * prompts + i]?.regret ?? 0) / orders;
    if ((i + 1) % every === 0 || i === prompts - 1) points.push([i + 1, sum]);
  }
  return points;
}
