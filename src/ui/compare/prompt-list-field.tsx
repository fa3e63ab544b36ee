import { type ReactNode, useId } from 'react';
import { listLimits, parsePromptList } from '../../state/compare-list.ts';
import { FileChip } from '../components/file-chip.tsx';

interface PromptListFieldProps {
  readonly id: string;
  readonly list: string;
  readonly disabled?: boolean;
  readonly onChange: (list: string) => void;
  /** Told why a file was not opened. */
  readonly onProblem: (problem: string) => void;
  /** List items with further ways to fill it. */
  readonly children?: ReactNode;
}

/** A list of prompts, typed or from a file, and what is wrong with it. */
export function PromptListField({
  id,
  list,
  disabled = false,
  onChange,
  onProblem,
  children,
}: PromptListFieldProps) {
  const hint = useId();
  const parsed = list.trim() === '' ? undefined : parsePromptList(list);
  const read = async (file: File): Promise<void> => {
    if (file.size > listLimits.text * 4) {
      onProblem('The list was not opened: the file is too large for a list.');
      return;
    }
    onChange(await file.text());
  };
  return (
    <div className="prompt-field">
      <label htmlFor={id} className="field-title">
        Prompts
      </label>
      <textarea
        id={id}
        className="prompt-list"
        rows={8}
        aria-describedby={hint}
        spellCheck={false}
        disabled={disabled}
        placeholder={'One prompt a line, or one JSON object a line:\n{"prompt": "…", "id": "…", "kind": "…"}'}
        value={list}
        onChange={event => onChange(event.target.value)}
      />
      <p id={hint} className="hint">
        {parsed === undefined
          ? `Up to ${listLimits.prompts} prompts.`
          : parsed.ok
            ? `${parsed.prompts.length} prompt${parsed.prompts.length === 1 ? '' : 's'}.`
            : `Line ${parsed.line}: ${parsed.problem}.`}
      </p>
      <ul className="chips" aria-label="Ways to fill the list">
        {children}
        <li>
          <FileChip
            label="Open a list file…"
            inputLabel="List file"
            accept=".txt,.jsonl,.json"
            look="chip"
            disabled={disabled}
            onFile={file => void read(file)}
          />
        </li>
      </ul>
    </div>
  );
}
