import { type ChangeEvent, useRef, useState } from 'react';
import { megabytes } from './format.ts';

interface TextFileButtonProps {
  /** What stands on the button. */
  readonly label: string;
  /** Accessible name of the file chooser behind it. */
  readonly inputLabel: string;
  /** Larger files are not read: a wrongly chosen film must not fill the memory. */
  readonly mostBytes: number;
  /** Takes the text of the file a person chose. */
  readonly onText: (text: string, fileName: string) => void;
}

/** A button that reads a JSON file of this device as text, and says why when it cannot. */
export function TextFileButton({ label, inputLabel, mostBytes, onText }: TextFileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const read = async (file: File): Promise<void> => {
    if (file.size > mostBytes) {
      setProblem(
        `${file.name} has ${megabytes(file.size)}; at most ${megabytes(mostBytes)} are read here. Choose a file that was made with Export.`,
      );
      return;
    }
    let text: string;
    try {
      text = await file.text();
    } catch {
      setProblem(`${file.name} could not be read. It may have been moved or changed; choose it again.`);
      return;
    }
    setProblem(undefined);
    onText(text, file.name);
  };
  const onChange = ({ currentTarget }: ChangeEvent<HTMLInputElement>): void => {
    const file = currentTarget.files?.[0];
    // The same file can be chosen again, after it was mended.
    currentTarget.value = '';
    if (file) void read(file);
  };
  return (
    <>
      <button type="button" className="button quiet" onClick={() => input.current?.click()}>
        {label}
      </button>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        aria-label={inputLabel}
        hidden
        onChange={onChange}
      />
      {problem !== undefined && (
        <p className="field-error file-problem" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}
