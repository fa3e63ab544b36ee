import type { ArmId } from '../../engine/arms.ts';
import { armIds } from '../../engine/arms.ts';
import { inOrder } from '../../state/compare-settings.ts';
import { armFiles, useDraftFilesStore } from '../../state/draft-files.ts';
import { useEngineStore } from '../../state/engine-store.ts';
import { misfit } from '../../state/target-store.ts';
import { armGroups } from '../playground/arm-groups.ts';
import { filesInShort } from '../playground/file-words.ts';
import { armNames } from '../playground/names.ts';

interface ArmPickerProps {
  /** Those to choose from; all when left out. */
  readonly offered?: readonly ArmId[];
  readonly chosen: readonly ArmId[];
  readonly onChange: (arms: readonly ArmId[]) => void;
}

/** Which drafts run. The baseline always does. */
export function ArmPicker({ offered = armIds, chosen, onChange }: ArmPickerProps) {
  const choose = (arms: Iterable<ArmId>): void => onChange(inOrder(arms));
  return (
    <fieldset className="arm-picker">
      <div className="arm-picker-head">
        <legend className="field-title">Drafts</legend>
        <div className="button-row tight">
          <button type="button" className="button quiet" onClick={() => choose(offered)}>
            All
          </button>
          <button type="button" className="button quiet" onClick={() => choose([])}>
            Clear
          </button>
        </div>
      </div>
      <label className="arm-check" data-baseline>
        <input type="checkbox" checked disabled />
        <span className="arm-check-name">{armNames.none.name}</span>
        <span className="hint">the baseline, always run</span>
      </label>
      <div className="arm-groups">
        {armGroups.map(group => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset for each heading would be announced with every box
          <div key={group.name} role="group" aria-label={group.name}>
            <p className="arm-group-name" aria-hidden="true">
              {group.name}
            </p>
            {group.arms
              .filter(arm => offered.includes(arm))
              .map(arm => (
                <ArmCheck
                  key={arm}
                  arm={arm}
                  checked={chosen.includes(arm)}
                  onChange={checked => choose(checked ? [...chosen, arm] : chosen.filter(id => id !== arm))}
                />
              ))}
          </div>
        ))}
      </div>
    </fieldset>
  );
}

interface ArmCheckProps {
  readonly arm: ArmId;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
}

function ArmCheck({ arm, checked, onChange }: ArmCheckProps) {
  const files = armFiles(arm, useDraftFilesStore());
  const problem = useEngineStore(state => misfit(arm, state.info));
  const absent = files.state === 'absent' || problem !== undefined;
  return (
    <label className="arm-check" title={problem ?? armNames[arm].about}>
      <input
        type="checkbox"
        checked={checked && !absent}
        disabled={absent}
        onChange={event => onChange(event.target.checked)}
      />
      <span className="arm-check-name">{armNames[arm].name}</span>
      <span className="hint figure">
        {problem === undefined ? filesInShort(files) : 'not for this model'}
      </span>
    </label>
  );
}
