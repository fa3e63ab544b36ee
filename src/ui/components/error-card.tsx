import type { ReactNode } from 'react';
import { diagnostics } from '../../state/diagnostics.ts';
import type { Failure } from '../../state/engine-store.ts';
import { CopyButton } from './copy-button.tsx';
import { Icon } from './icon.tsx';

interface ErrorCardProps {
  readonly failure: Failure;
  readonly onDismiss?: () => void;
  readonly children?: ReactNode;
}

/** Slips that need no report: what to change is said, and nothing is broken. */
const ownSlips: readonly Failure['code'][] = ['prompt-empty', 'prompt-too-long', 'not-loaded', 'bad-request'];

/** What went wrong, what to do about it, and a report to send. */
export function ErrorCard({ failure, onDismiss, children }: ErrorCardProps) {
  return (
    <div className="error-card" role="alert">
      <div className="error-text">
        <p className="error-message">{failure.message}</p>
        <p>{failure.remedy}</p>
      </div>
      <div className="button-row">
        {children}
        {!ownSlips.includes(failure.code) && (
          <CopyButton
            label="Copy diagnostics"
            text={() => diagnostics(failure, navigator.userAgent, new Date())}
          />
        )}
        {onDismiss && (
          <button type="button" className="button quiet icon-only" aria-label="Dismiss" onClick={onDismiss}>
            <Icon name="close" />
          </button>
        )}
      </div>
    </div>
  );
}
