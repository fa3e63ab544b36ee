import type { FormEvent, KeyboardEvent } from 'react';
import type { CompareActions } from '../../state/compare-actions.ts';
import { listLimits, promptsOf } from '../../state/compare-list.ts';
import { clampTokens, encodeCompare, mostTokens } from '../../state/compare-settings.ts';
import { setCompare, useCompareStore } from '../../state/compare-store.ts';
import { armFiles, useDraftFilesStore } from '../../state/draft-files.ts';
import { useEngineUse } from '../../state/engine-owner.ts';
import { useEngineStore } from '../../state/engine-store.ts';
import { hrefOf } from '../../state/route.ts';
import { Choice } from '../components/choice.tsx';
import { CopyButton } from '../components/copy-button.tsx';
import { ErrorCard } from '../components/error-card.tsx';
import { Icon } from '../components/icon.tsx';
import { NumberField } from '../components/number-field.tsx';
import { gallery } from '../playground/gallery.ts';
import { ArmPicker } from './arm-picker.tsx';
import { exampleLists } from './examples.ts';
import { PromptListField } from './prompt-list-field.tsx';

/** Everything that goes into a comparison. */
export function CompareForm({ actions }: { readonly actions: CompareActions }) {
  const { mode, arms } = useCompareStore(state => state.settings);
  const running = useCompareStore(state => state.phase === 'running');
  const error = useCompareStore(state => state.error);
  const problem = useCompareStore(state => state.problem);
  const run = (event?: FormEvent): void => {
    event?.preventDefault();
    if (!running) void actions.start();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  };
  return (
    <form className="panel compare-form" aria-label="New comparison" onSubmit={run} onKeyDown={onKeyDown}>
      <div className="compare-what">
        <Choice
          label="Compare on"
          hideLabel
          options={[
            { value: 'one', label: 'One prompt' },
            { value: 'list', label: 'A list of prompts' },
          ]}
          value={mode}
          onChange={value => setCompare({ mode: value })}
        />
        {mode === 'one' ? <OnePrompt /> : <PromptList />}
        {problem !== undefined && (
          <p className="compare-problem" role="alert">
            {problem}
          </p>
        )}
        {error && (
          <ErrorCard failure={error} onDismiss={() => useCompareStore.setState({ error: undefined })} />
        )}
      </div>
      <div className="compare-how">
        <ArmPicker chosen={arms} onChange={chosen => setCompare({ arms: chosen })} />
        <Numbers />
        <RunRow running={running} />
      </div>
    </form>
  );
}

function OnePrompt() {
  const prompt = useCompareStore(state => state.settings.prompt);
  return (
    <div className="prompt-field">
      <label htmlFor="prompt" className="field-title">
        Prompt
      </label>
      <textarea
        id="prompt"
        rows={6}
        maxLength={listLimits.prompt}
        placeholder="The prompt you care about, or an example below."
        value={prompt}
        onChange={event => setCompare({ prompt: event.target.value })}
      />
      <ul className="chips" aria-label="Examples">
        {gallery.map(({ title, prompt: text, because }) => (
          <li key={title}>
            <button
              type="button"
              className="chip"
              title={because}
              onClick={() => setCompare({ prompt: text })}
            >
              {title}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function PromptList() {
  const list = useCompareStore(state => state.settings.list);
  return (
    <PromptListField
      id="prompt"
      list={list}
      onChange={text => setCompare({ list: text })}
      onProblem={problem => useCompareStore.setState({ problem })}
    >
      {exampleLists.map(({ title, about, text }) => (
        <li key={title}>
          <button type="button" className="chip" title={about} onClick={() => setCompare({ list: text })}>
            {title}
          </button>
        </li>
      ))}
    </PromptListField>
  );
}

function Numbers() {
  const { maxTokens, temperature, seed } = useCompareStore(state => state.settings);
  return (
    <div className="compare-numbers">
      <NumberField
        name="maxTokens"
        label="Most tokens"
        hint={`up to ${mostTokens}`}
        value={maxTokens}
        onChange={value => setCompare({ maxTokens: clampTokens(value, maxTokens) })}
      />
      <NumberField
        name="temperature"
        label="Temperature"
        hint={temperature === 0 ? 'greedy' : 'sampled'}
        value={temperature}
        onChange={value => setCompare({ temperature: value })}
      />
      <NumberField
        name="seed"
        label="Seed"
        hint={temperature === 0 ? 'for sampling' : ''}
        disabled={temperature === 0}
        value={seed}
        onChange={value => setCompare({ seed: value })}
      />
    </div>
  );
}

function RunRow({ running }: { readonly running: boolean }) {
  const ready = useEngineStore(state => state.status === 'ready');
  const elsewhere = useEngineUse(({ by }) => by !== undefined && by !== 'compare');
  const settings = useCompareStore(state => state.settings);
  const drafts = useDraftFilesStore();
  const here = settings.arms.filter(arm => armFiles(arm, drafts).state !== 'absent');
  const runs = runCount({ ...settings, arms: here });
  const { query, promptsLeftOut } = encodeCompare(settings);
  const link = (): string =>
    `${location.origin}${location.pathname}${hrefOf({ room: 'compare', query: encodeCompare(settings).query })}`;
  return (
    <div className="compare-run">
      <button
        type="submit"
        className={ready ? 'button primary' : 'button'}
        disabled={running}
        aria-keyshortcuts="Control+Enter Meta+Enter"
      >
        <Icon name="play" />
        Run comparison
      </button>
      <CopyButton label="Copy link" text={link} />
      <p className="hint">
        {running
          ? 'Runs go one after the other, so that they do not slow each other down.'
          : elsewhere
            ? 'The model is at work in another room.'
            : ready
              ? `${runs === undefined ? '' : `${runs} run${runs === 1 ? '' : 's'}, one after the other. `}Nothing here teaches the policy.`
              : 'Load the model to compare; a saved comparison opens without it.'}
        {query !== '' &&
          promptsLeftOut &&
          ' The prompts are too long for a link; it carries the settings alone.'}
      </p>
    </div>
  );
}

function runCount({ mode, prompt, list, arms }: ReturnType<typeof useCompareStore.getState>['settings']) {
  if (mode === 'one') return prompt.trim() === '' ? undefined : arms.length;
  const prompts = promptsOf(list).length;
  return prompts === 0 ? undefined : prompts * arms.length;
}
