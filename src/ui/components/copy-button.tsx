import { useState } from 'react';

/** Copies a text and says so. Where the clipboard is closed to the page, the text is shown to copy by hand. */
export function CopyButton({ label, text }: { readonly label: string; readonly text: () => string }) {
  const [result, setResult] = useState<'no' | 'copied' | { readonly byHand: string }>('no');
  const copy = async (): Promise<void> => {
    const content = text();
    try {
      await navigator.clipboard.writeText(content);
      setResult('copied');
      setTimeout(() => setResult('no'), 2000);
    } catch {
      setResult({ byHand: content });
    }
  };
  return (
    <>
      <button type="button" className="button quiet" onClick={() => void copy()}>
        {result === 'copied' ? 'Copied' : label}
      </button>
      {typeof result === 'object' && (
        <textarea
          className="by-hand"
          readOnly
          aria-label={`${label}: text to copy`}
          value={result.byHand}
          rows={4}
        />
      )}
    </>
  );
}
