import { samplesOf } from '../core/offline-dataset.ts';
import { type SizePoint, sizePoints, trainingSizes } from '../core/policy/sweeps.ts';
import { compareAll } from './lab-comparison.ts';
import type { LabJob, LabRun } from './lab-protocol.ts';
import { trainAll } from './lab-training.ts';

/** Runs a job; it does nothing between two steps of the generator. @param now clock in milliseconds */
export function runLabJob(job: LabJob, now: () => number): LabRun {
  switch (job.type) {
    case 'train':
      return trainAll(job, now);
    case 'compare':
      return compareAll(job);
    case 'sizes':
      return sizeAll(job);
  }
}

/** How the policy gets better with the number of prompts it is trained on. */
function* sizeAll({ dataset, seed, split }: Extract<LabJob, { type: 'sizes' }>): LabRun {
  const test = samplesOf(dataset, split);
  if (test.length === 0) throw new RangeError(`The dataset has no ${split} prompts to judge by.`);
  const sizes = trainingSizes(samplesOf(dataset, 'train').length);
  const points: SizePoint[] = [];
  yield { type: 'doing', what: `${sizes[0] ?? 0} prompts`, done: 0, of: sizes.length };
  for (const point of sizePoints(dataset, test, 5, seed)) {
    points.push(point);
    yield { type: 'size', point };
    yield {
      type: 'doing',
      what: `${sizes[points.length] ?? 0} prompts`,
      done: points.length,
      of: sizes.length,
    };
  }
  return { type: 'sizes', sized: { split, points } };
}
