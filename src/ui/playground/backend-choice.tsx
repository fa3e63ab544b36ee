import { useBackendStore } from '../../state/backend-store.ts';
import { useEngineStore } from '../../state/engine-store.ts';
import { Choice } from '../components/choice.tsx';

const options = [
  { value: 'auto', label: 'Faster one' },
  { value: 'cpu', label: 'CPU' },
  { value: 'webgpu', label: 'GPU' },
] as const;

/** Where the model is to run; shown only where there is something to choose. */
export function BackendSetting() {
  const gpu = useEngineStore(state => state.preflight?.facts.gpu);
  const choice = useBackendStore(state => state.choice);
  // Somebody who chose the GPU where it is gone must be able to choose again.
  if (typeof gpu !== 'object' && choice === 'auto') return null;
  return (
    <Choice
      label="Run on"
      options={options}
      value={choice}
      onChange={value => useBackendStore.setState({ choice: value })}
    />
  );
}
