interface FileChipProps {
  /** What stands on it. */
  readonly label: string;
  /** Accessible name of the file chooser. */
  readonly inputLabel: string;
  /** File name extensions, as of an input's `accept`. */
  readonly accept: string;
  /** `chip` or `button quiet`: what it looks like. */
  readonly look: string;
  readonly disabled?: boolean;
  /** Takes the file a person chose; the same file can be chosen again, after it was mended. */
  readonly onFile: (file: File) => void;
}

/** A file chooser that looks like its neighbours. */
export function FileChip({ label, inputLabel, accept, look, disabled = false, onFile }: FileChipProps) {
  return (
    <label className={`${look} file-chip`} data-disabled={disabled || undefined}>
      {label}
      <input
        type="file"
        className="visually-hidden"
        accept={accept}
        aria-label={inputLabel}
        disabled={disabled}
        onChange={event => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file !== undefined) onFile(file);
        }}
      />
    </label>
  );
}
