import { megabytes } from '../../src/ui/components/format.ts';
import { Icon } from '../../src/ui/components/icon.tsx';
import { armName } from '../../src/ui/playground/names.ts';
import { stopBench } from './bench-run.ts';
import { type BenchPhase, useBenchStore } from './bench-store.ts';

/** How far the run has come, with a way to stop it; nothing when none is under way. */
export function BenchProgress() {
  const phase = useBenchStore(state => state.phase);
  if (phase.name === 'idle') return null;
  const { title, detail, done, all } = inWords(phase);
  return (
    <section className="panel compare-progress" aria-label="Progress">
      <div className="loading">
        <div className="loading-head">
          <strong className="figure">{title}</strong>
          <span className="muted figure">{detail}</span>
        </div>
        <div
          role="progressbar"
          aria-label={title}
          aria-valuemin={0}
          aria-valuemax={all}
          aria-valuenow={done}
          aria-valuetext={detail}
          className="progress"
        >
          <div className="progress-fill" style={{ transform: `scaleX(${done / Math.max(1, all)})` }} />
        </div>
      </div>
      <button type="button" className="button" onClick={stopBench}>
        <Icon name="stop" />
        Stop
      </button>
    </section>
  );
}

interface Description {
  readonly title: string;
  readonly detail: string;
  readonly done: number;
  readonly all: number;
}

function inWords(phase: Exclude<BenchPhase, { readonly name: 'idle' }>): Description {
  switch (phase.name) {
    case 'loading': {
      const { stage = 'download', loadedBytes = 0, totalBytes = 0 } = phase.progress ?? {};
      const detail = {
        download: totalBytes === 0 ? 'Beginning' : `${megabytes(loadedBytes)} of ${megabytes(totalBytes)}`,
        prepare: 'Preparing the weights',
        'warm-up': 'Measuring passes',
        ready: 'Ready',
      }[stage];
      return { title: 'Loading the model', detail, done: loadedBytes, all: totalBytes };
    }
    case 'warm-up': {
      const { arm, done, all } = phase;
      return { title: 'Warming up, not measured', detail: armName(arm), done, all };
    }
    case 'running': {
      const { prompt, prompts, lane, left, done, all } = phase;
      const parts = [lane, `run ${done + 1} of ${all}`, ...(left === undefined ? [] : [left])];
      return { title: `Prompt ${prompt} of ${prompts}`, detail: parts.join(' · '), done, all };
    }
  }
}
