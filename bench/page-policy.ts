import { featureNames, promptFeatures } from '../src/core/policy/features.ts';
import { chooseArm, createLinUcb, type LinUcbState, updateArm } from '../src/core/policy/lin-ucb.ts';
import { type ArmId, armIds, type CostTable } from '../src/engine/engine.ts';

/** The app's policy from a fresh start: it learns from this benchmark's own runs, as it would from a person's. */
export class BenchPolicy {
  private state: LinUcbState;

  constructor(private readonly cost: CostTable) {
    this.state = createLinUcb({ features: featureNames, arms: armIds.map(id => ({ id, prior: 1 })) });
  }

  choose(prompt: string): { readonly arm: ArmId; readonly reason: string } {
    const { arm, reason } = chooseArm(this.state, promptFeatures(prompt, 0).values);
    const known = armIds.find(id => id === arm);
    if (known === undefined) throw new Error(`the policy chose "${arm}", which is no arm of this build`);
    return { arm: known, reason };
  }

  /** Reward = time of a plain pass, as calibrated at load, over the measured time a token. */
  learn(prompt: string, arm: ArmId, msPerToken: number): void {
    const plain = this.cost.targetMs[0];
    if (plain === undefined || !(msPerToken > 0)) return;
    this.state = updateArm(this.state, arm, promptFeatures(prompt, 0).values, plain / msPerToken);
  }
}
