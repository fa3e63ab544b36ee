import type { DraftProgress } from '../../engine/engine.ts';
import { megabytes } from '../components/format.ts';
import { partName } from './names.ts';

/** What a run waits for when its draft is used for the first time. */
export function DraftLoading({ progress }: { readonly progress: DraftProgress }) {
  const { part, loadedBytes, totalBytes } = progress;
  const bytes =
    loadedBytes > 0 && loadedBytes < totalBytes
      ? `${megabytes(loadedBytes)} of ${megabytes(totalBytes)}`
      : `${megabytes(totalBytes)}${loadedBytes > 0 ? ', unpacking' : ''}`;
  return (
    <div className="draft-loading">
      <div className="loading-head">
        <span>
          Loading draft <strong>{partName(part)}</strong>
        </span>
        <span className="muted figure">{bytes}</span>
      </div>
      <div
        role="progressbar"
        aria-label={`Loading draft ${partName(part)}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={totalBytes > 0 ? Math.round((loadedBytes / totalBytes) * 100) : 0}
        aria-valuetext={bytes}
        className="progress"
      >
        <div
          className="progress-fill"
          style={{ transform: `scaleX(${totalBytes > 0 ? loadedBytes / totalBytes : 0})` }}
        />
      </div>
    </div>
  );
}
