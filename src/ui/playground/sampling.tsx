import { clampSetting } from '../../state/settings.ts';
import { set, useSettingsStore } from '../../state/settings-store.ts';
import { Choice } from '../components/choice.tsx';
import { NumberField } from '../components/number-field.tsx';

/** How tokens are chosen and how far drafts reach. */
export function Sampling() {
  const settings = useSettingsStore();
  const { temperature, topK, topP, seed, maxTokens, maxDraft, fixedDraft } = settings;
  const greedy = temperature === 0;
  const summary = [
    greedy ? 'greedy' : `temperature ${temperature}`,
    `${maxTokens} tokens`,
    fixedDraft ? `always ${maxDraft} proposed` : `up to ${maxDraft} proposed`,
  ].join(' · ');
  return (
    <details className="sampling">
      <summary>
        <span className="field-title">Sampling</span>
        <span className="muted small figure">{summary}</span>
      </summary>
      <div className="sampling-body">
        <NumberField
          name="temperature"
          label="Temperature"
          hint={
            greedy
              ? '0 is greedy: always the likeliest token, the same text every time.'
              : 'Higher is more varied.'
          }
          value={temperature}
          slider={{ max: 2 }}
          onChange={value => set({ temperature: value })}
        />
        <NumberField
          name="topK"
          label="Top-k"
          hint="0 keeps all"
          value={topK}
          disabled={greedy}
          onChange={value => set({ topK: value })}
        />
        <NumberField
          name="topP"
          label="Top-p"
          hint="1 keeps all"
          value={topP}
          disabled={greedy}
          onChange={value => set({ topP: value })}
        />
        <div className="seed">
          <NumberField
            name="seed"
            label="Seed"
            value={seed}
            disabled={greedy}
            onChange={value => set({ seed: value })}
          />
          <button
            type="button"
            className="button quiet"
            disabled={greedy}
            onClick={() => set({ seed: randomSeed() })}
          >
            New seed
          </button>
        </div>
        <NumberField
          name="maxTokens"
          label="Most tokens"
          value={maxTokens}
          slider={{ max: 512 }}
          onChange={value => set({ maxTokens: value })}
        />
        <Choice
          label="Draft length"
          options={[
            { value: 'auto', label: 'Auto' },
            { value: 'fixed', label: 'Fixed' },
          ]}
          value={fixedDraft ? 'fixed' : 'auto'}
          onChange={value => set({ fixedDraft: value === 'fixed' })}
        />
        <NumberField
          name="maxDraft"
          label={fixedDraft ? 'Tokens proposed each round' : 'Most tokens proposed a round'}
          hint={fixedDraft ? 'For study; usually slower.' : 'What is expected to pay, up to this.'}
          value={maxDraft}
          slider={{ max: 7 }}
          onChange={value => set({ maxDraft: value })}
        />
      </div>
    </details>
  );
}

function randomSeed(): number {
  return clampSetting('seed', crypto.getRandomValues(new Uint32Array(1))[0] ?? 0, 0);
}
