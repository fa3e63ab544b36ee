import type { LinUcbState } from '../core/policy/lin-ucb.ts';
import { rebaseLinUcb } from '../core/policy/rebase.ts';
import {
  startCold,
  startFrom,
  type TrainedPolicyJson,
  trainedFor,
  trainedPolicyFromJson,
} from '../core/policy/trained-policy.ts';
import { armIds, isArmId } from '../engine/arms.ts';
import { armProblem } from '../engine/target-source.ts';
import type { PolicySubject } from './policy-subject.ts';
import trainedJson from './trained-policy.json';

/** What `npm run policy:train` made of the offline dataset. A test checks that the file fits this build. */
export const trained = trainedPolicyFromJson(trainedJson as TrainedPolicyJson);

/** Made for another model than the one they draft for, drafts are expected to keep half of what they save. Nobody measured it. */
const shareElsewhere = 0.5;

/** What a target's policy begins with, on a machine where its passes cost what was measured. */
export function fresh({ embedded, targetMs }: PolicySubject): LinUcbState {
  if (embedded) {
    return startFrom(targetMs === undefined ? trained : trainedFor(trained, targetMs), armIds);
  }
  return startCold(trained, armIds, targetMs ?? trained.targetMs, arm =>
    isArmId(arm) && armProblem(arm, { same: false, vocabulary: false, wholeDraft: false }) === undefined
      ? 1
      : shareElsewhere,
  );
}

/** What a policy has learnt, on another beginning; the policy itself where that is its own, or where it cannot be taken apart. */
export function movedTo(policy: LinUcbState, beginning: LinUcbState): LinUcbState {
  const begins = ({ alpha, lambda, start, arms }: LinUcbState) =>
    JSON.stringify([
      alpha,
      lambda,
      start,
      arms.map(({ id, prior, priorWeights }) => [id, prior, priorWeights]),
    ]);
  if (begins(policy) === begins(beginning)) return policy;
  return rebaseLinUcb(policy, beginning) ?? policy;
}
