import { type ArmId, hasWholeModel, isArmId } from '../../engine/arms.ts';
import { type ArmFiles, armFiles, useDraftFilesStore } from '../../state/draft-files.ts';
import { useEngineStore } from '../../state/engine-store.ts';
import { set, useSettingsStore } from '../../state/settings-store.ts';
import { misfit, useTargetStore } from '../../state/target-store.ts';
import { armGroups } from './arm-groups.ts';
import { filesInShort, filesInWords } from './file-words.ts';
import { armName, armNames } from './names.ts';
import { usePreview } from './use-preview.ts';

/**
 * Which draft a run uses. A native list in groups: a phone shows it as its own picker, a keyboard searches it by typing,
 * a screen reader knows it.
 */
export function DraftChoice() {
  const draft = useSettingsStore(state => state.draft);
  const drafts = useDraftFilesStore();
  const info = useEngineStore(state => state.info);
  const wholeName = useTargetStore(({ draft: chosen }) => chosen?.name ?? 'the embedded model');
  return (
    <div className="draft-choice">
      <label htmlFor="draft" className="field-title">
        Draft
      </label>
      <select
        id="draft"
        value={draft}
        aria-describedby="draft-about"
        onChange={({ target: { value } }) => {
          if (value === 'policy' || isArmId(value)) set({ draft: value });
        }}
      >
        <option value="policy">Let the policy choose</option>
        <option value="none">{armNames.none.name}</option>
        {armGroups.map(group => (
          <optgroup key={group.name} label={group.name}>
            {group.arms.map(arm => {
              const files = armFiles(arm, drafts);
              const problem = misfit(arm, info);
              const refused = problem !== undefined || files.state === 'absent';
              return (
                <option key={arm} value={arm} disabled={refused && arm !== draft}>
                  {armNames[arm].name +
                    (problem !== undefined
                      ? ` · not for this model: ${problem}`
                      : hasWholeModel(arm)
                        ? ` · ${wholeName}`
                        : filesAfterName(files))}
                </option>
              );
            })}
          </optgroup>
        ))}
      </select>
      <div id="draft-about" className="draft-about">
        {draft === 'policy' ? <PolicyAbout /> : <ArmAbout arm={draft} />}
      </div>
    </div>
  );
}

function ArmAbout({ arm }: { readonly arm: ArmId }) {
  const files = armFiles(arm, useDraftFilesStore());
  const problem = useEngineStore(state => misfit(arm, state.info));
  return (
    <>
      <p>{armNames[arm].about}</p>
      {problem === undefined ? <FilesNote files={files} /> : <p>Not for this model. {problem}</p>}
    </>
  );
}

function PolicyAbout() {
  const prompt = useSettingsStore(state => state.prompt);
  const { arm } = usePreview();
  const drafts = useDraftFilesStore();
  if (prompt.trim() === '' || !isArmId(arm)) {
    return <p>The bandit picks one for each prompt and learns from what it measures.</p>;
  }
  return (
    <>
      <p>
        The bandit picks one for each prompt. For this one: <strong>{armName(arm)}</strong>.
      </p>
      <FilesNote files={armFiles(arm, drafts)} />
    </>
  );
}

function FilesNote({ files }: { readonly files: ArmFiles }) {
  const text = filesInWords(files);
  return text === undefined ? null : (
    <p className="figure" data-state={files.state}>
      {text}
    </p>
  );
}

function filesAfterName(files: ArmFiles): string {
  const text = filesInShort(files);
  return text === '' ? '' : ` · ${text}`;
}
