import { type FormEvent, useId } from 'react';
import { ArmPicker } from '../../src/ui/compare/arm-picker.tsx';
import { Choice } from '../../src/ui/components/choice.tsx';
import { Icon } from '../../src/ui/components/icon.tsx';
import { NumberInput } from '../../src/ui/components/number-field.tsx';
import { softwareGpuNote } from '../lib/notes.mjs';
import { runBench } from './bench-run.ts';
import { setBench, useBenchStore } from './bench-store.ts';
import { allPrompts, fixedArms, kinds, offeredArms } from './plan.ts';

/** Everything that goes into a run, and its one button. */
export function BenchForm() {
  const running = useBenchStore(({ phase }) => phase.name !== 'idle');
  const { policy, arms } = useBenchStore(state => state.settings);
  const run = (event: FormEvent): void => {
    event.preventDefault();
    void runBench();
  };
  return (
    <form className="panel compare-form" aria-label="New benchmark" onSubmit={run}>
      <div className="compare-what">
        <Where />
        <Amount />
        <Machine />
      </div>
      <div className="compare-how">
        <div>
          <label className="arm-check" data-baseline>
            <input
              type="checkbox"
              checked={policy}
              onChange={event => setBench({ policy: event.target.checked })}
            />
            <span className="arm-check-name">Policy’s pick</span>
            <span className="hint">chooses a draft for each prompt</span>
          </label>
        </div>
        <ArmPicker offered={offeredArms} chosen={arms} onChange={chosen => setBench({ arms: chosen })} />
        <div className="compare-run">
          <button type="submit" className="button primary" disabled={running}>
            <Icon name="play" />
            Run benchmark
          </button>
          <RunCount />
        </div>
      </div>
    </form>
  );
}

function RunCount() {
  const settings = useBenchStore(state => state.settings);
  const fixed = fixedArms(settings).length;
  const lanes = fixed + (settings.policy ? 1 : 0) + 1;
  const runs = lanes * settings.prompts;
  const repeated = fixed > 0 ? ' Without a draft it runs twice, so that the noise shows.' : '';
  return (
    <p className="hint">
      {`${lanes} × ${settings.prompts} = ${runs} ${runs === 1 ? 'run' : 'runs'}, after loading the model.${repeated} Leave the machine alone meanwhile, and the page in sight.`}
    </p>
  );
}

/** Where the target runs; what cannot be chosen says why. */
function Where() {
  const device = useBenchStore(state => state.device);
  const backend = useBenchStore(state => state.settings.backend);
  const missing = device?.findings.find(({ id }) => id === 'webgpu');
  const slower = device?.findings.filter(({ severity }) => severity !== 'note') ?? [];
  const software =
    backend === 'webgpu' && device !== undefined ? softwareGpuNote(device.facts.gpu) : undefined;
  return (
    <div className="bench-where">
      <Choice
        label="Run the target on"
        options={[
          { value: 'auto', label: 'Faster one' },
          { value: 'cpu', label: 'CPU' },
          { value: 'webgpu', label: 'GPU', disabled: device === undefined || missing !== undefined },
        ]}
        value={backend}
        onChange={value => setBench({ backend: value })}
      />
      {missing && <p className="hint">{`No GPU to choose: ${missing.cause} ${missing.remedy}`}</p>}
      {software !== undefined && <p className="bench-warning">{software}</p>}
      {slower.map(({ id, title, cause, remedy }) => (
        <p key={id} className="bench-warning">{`${title}. ${cause} ${remedy}`}</p>
      ))}
    </div>
  );
}

function Amount() {
  const { prompts, maxTokens } = useBenchStore(state => state.settings);
  return (
    <div className="bench-numbers">
      <NumberInput
        inputMode="numeric"
        label="Prompts"
        hint={`1 to ${allPrompts.length}; kinds take turns, ${kinds} has one of each`}
        range={{ min: 1, max: allPrompts.length, step: 1 }}
        value={prompts}
        onChange={value => setBench({ prompts: value })}
      />
      <NumberInput
        inputMode="numeric"
        label="Most tokens"
        hint="of each answer, 1 to 1024"
        range={{ min: 1, max: 1024, step: 1 }}
        value={maxTokens}
        onChange={value => setBench({ maxTokens: value })}
      />
    </div>
  );
}

function Machine() {
  const id = useId();
  const machine = useBenchStore(state => state.settings.machine);
  return (
    <div className="bench-machine">
      <label htmlFor={id} className="field-label">
        Your machine, for the file
      </label>
      <input
        id={id}
        type="text"
        maxLength={120}
        placeholder="Laptop of 2024, 8 cores"
        aria-describedby={`${id}-hint`}
        value={machine}
        onChange={event => setBench({ machine: event.target.value })}
      />
      <span id={`${id}-hint`} className="hint">
        Optional: a page is not told the processor’s name. Browser, graphics adapter, threads and kernel build
        are noted by themselves.
      </span>
    </div>
  );
}
