import type { Transfer } from '../../state/library-store.ts';
import { bytesText } from '../components/format.ts';

/** How far a download or a copy is: its bytes, and why it waits where it does. */
export function TransferBar({ transfer, label }: { readonly transfer: Transfer; readonly label: string }) {
  const { progress } = transfer;
  const { loadedBytes = 0, totalBytes } = progress ?? {};
  const fraction = totalBytes ? Math.min(1, loadedBytes / totalBytes) : 0;
  const bytes =
    totalBytes === undefined
      ? bytesText(loadedBytes)
      : `${bytesText(loadedBytes)} of ${bytesText(totalBytes)}`;
  const waiting = progress?.state === 'waiting';
  const words = progress === undefined ? 'Asking the server…' : `${bytes} · ${progress.path}`;
  return (
    <div className="transfer">
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={totalBytes === undefined ? undefined : Math.round(fraction * 100)}
        aria-valuetext={words}
        className="progress"
        data-waiting={waiting || undefined}
      >
        <div className="progress-fill" style={{ transform: `scaleX(${fraction})` }} />
      </div>
      <p className="muted figure transfer-words">{words}</p>
      {waiting && (
        <p className="transfer-words">
          {progress.cause} Next try in {Math.max(1, Math.round((progress.waitMs ?? 0) / 1000))} s.
        </p>
      )}
    </div>
  );
}
