import { useDeferredValue, useMemo } from 'react';
import { promptFeatures } from '../../core/policy/features.ts';
import type { ArmChoice } from '../../core/policy/lin-ucb.ts';
import { useEngineStore } from '../../state/engine-store.ts';
import { choose, usePolicyStore } from '../../state/policy-store.ts';
import { useSettingsStore } from '../../state/settings-store.ts';
import { fittingArms } from '../../state/target-store.ts';

/** What the policy would choose for the prompt as typed, as a new chat. */
export function usePreview(): ArmChoice {
  const learnt = usePolicyStore();
  const prompt = useDeferredValue(useSettingsStore(state => state.prompt));
  const info = useEngineStore(state => state.info);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `choose` reads what was learnt from the store itself
  return useMemo(() => choose(promptFeatures(prompt, 0), fittingArms(info)), [learnt, prompt, info]);
}
