import type { CompareActions } from '../../state/compare-actions.ts';
import { type Comparison, countRuns, useCompareStore } from '../../state/compare-store.ts';
import { useDraftFilesStore } from '../../state/draft-files.ts';
import { useEngineStore } from '../../state/engine-store.ts';
import { Icon } from '../components/icon.tsx';
import { DraftLoading } from '../playground/draft-loading.tsx';
import { armName } from '../playground/names.ts';

interface ProgressProps {
  readonly actions: CompareActions;
  readonly comparison: Comparison;
}

/** How far the runs have come, with a way to stop them and to go on. Nothing once all are finished. */
export function Progress({ actions, comparison }: ProgressProps) {
  const running = useCompareStore(state => state.phase === 'running');
  const ready = useEngineStore(state => state.status === 'ready');
  const loading = useDraftFilesStore(state => state.loading);
  const { done, all } = countRuns(comparison);
  if (!running && done >= all) return null;
  return (
    <section className="panel compare-progress" aria-label="Progress">
      <div className="loading">
        <div className="loading-head">
          <strong className="figure">{`${done} of ${all} runs`}</strong>
          {running ? (
            <Now comparison={comparison} />
          ) : (
            <span className="muted">stopped; finished runs are kept</span>
          )}
        </div>
        <div
          role="progressbar"
          aria-label="Runs of the comparison"
          aria-valuemin={0}
          aria-valuemax={all}
          aria-valuenow={done}
          aria-valuetext={`${done} of ${all} runs`}
          className="progress"
        >
          <div className="progress-fill" style={{ transform: `scaleX(${done / Math.max(1, all)})` }} />
        </div>
        {running && loading && <DraftLoading progress={loading} />}
      </div>
      {running ? (
        <button type="button" className="button" onClick={actions.stop}>
          <Icon name="stop" />
          Stop
        </button>
      ) : (
        <button
          type="button"
          className="button primary"
          disabled={!ready}
          onClick={() => void actions.resume()}
        >
          <Icon name="play" />
          Resume
        </button>
      )}
    </section>
  );
}

function Now({ comparison }: { readonly comparison: Comparison }) {
  const now = useCompareStore(state => state.now);
  if (now === undefined) return null;
  const item = comparison.items[now.item];
  const which = comparison.items.length === 1 || item === undefined ? '' : `${item.prompt.id} · `;
  return (
    <span className="muted figure">
      {`${which}${armName(now.arm)} · ${now.tokens} of at most ${comparison.terms.maxTokens} tokens`}
    </span>
  );
}
