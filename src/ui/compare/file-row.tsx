import type { CompareActions } from '../../state/compare-actions.ts';
import { comparisonCsv, writeComparison } from '../../state/compare-file.ts';
import { type Comparison, useCompareStore } from '../../state/compare-store.ts';
import { downloadText } from '../components/download.ts';
import { FileChip } from '../components/file-chip.tsx';

interface FileRowProps {
  readonly actions: CompareActions;
  readonly comparison: Comparison | undefined;
}

/** Ways to keep a comparison and to have it back. */
export function FileRow({ actions, comparison }: FileRowProps) {
  const running = useCompareStore(state => state.phase === 'running');
  const name = `draftpick-comparison-${(comparison?.startedAt ?? '').slice(0, 10)}`;
  return (
    <div className="button-row file-row">
      {comparison && (
        <>
          <button
            type="button"
            className="button quiet"
            onClick={() => downloadText(`${name}.csv`, comparisonCsv(comparison), 'text/csv')}
          >
            Export CSV
          </button>
          <button
            type="button"
            className="button quiet"
            onClick={() => downloadText(`${name}.json`, writeComparison(comparison))}
          >
            Export JSON
          </button>
        </>
      )}
      <FileChip
        label="Open a comparison…"
        inputLabel="Comparison file"
        accept=".json"
        look="button quiet"
        disabled={running}
        onFile={file => void file.text().then(actions.open)}
      />
    </div>
  );
}
