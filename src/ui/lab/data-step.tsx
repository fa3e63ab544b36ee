import { useMemo } from 'react';
import { type OfflineDataset, samplesOf, splits } from '../../core/offline-dataset.ts';
import { fixedSpeedUp } from '../../core/policy/evaluate.ts';
import { exportDataset, importDataset, largestDataset, loadShipped } from '../../state/lab-dataset.ts';
import { useLabStore } from '../../state/lab-store.ts';
import { BarChart } from '../charts/bar-chart.tsx';
import { ChartFrame } from '../charts/chart-frame.tsx';
import { downloadText } from '../components/download.ts';
import { count, megabytes } from '../components/format.ts';
import { TextFileButton } from '../components/text-file-button.tsx';
import { armName } from '../playground/names.ts';
import { datasetUrl, fetchText } from './fetch-text.ts';
import { alignmentWords, splitAbout, splitNames, times } from './lab-words.ts';
import { OwnData } from './own-data.tsx';
import { Step } from './step.tsx';

/** What policies learn from. */
export function DataStep() {
  return (
    <Step
      title="Data"
      lead="For each recorded prompt: what every draft would have done on it. The target and the drafts wrote their answers separately, once; so any policy can be tried on them afterwards without a model."
    >
      {dataset => (
        <>
          <DatasetCard dataset={dataset} />
          <OwnData />
          <div className="panel">
            <Alone dataset={dataset} />
          </div>
          <div className="panel">
            <Kinds dataset={dataset} />
          </div>
        </>
      )}
    </Step>
  );
}

function DatasetCard({ dataset }: { readonly dataset: OfflineDataset }) {
  const source = useLabStore(state => state.source);
  const tokens = dataset.samples.reduce((sum, sample) => sum + sample.tokens, 0);
  return (
    <div className="panel lab-card">
      <div className="panel-head">
        <h3>{source === 'shipped' ? 'The offline dataset of this page' : source}</h3>
        <span className="badge">
          {dataset.speedUpSource === 'computed'
            ? 'speed-ups computed from measured costs'
            : 'speed-ups measured'}
        </span>
      </div>
      <dl className="lab-facts">
        {splits.map(split => (
          <div key={split}>
            <dt>{splitNames[split]}</dt>
            <dd className="figure">{count(samplesOf(dataset, split).length)}</dd>
            <dd className="hint">{splitAbout[split]}</dd>
          </div>
        ))}
        <div>
          <dt>Arms</dt>
          <dd className="figure">{dataset.arms.length}</dd>
          <dd className="hint">drafts to choose from, none among them</dd>
        </div>
        <div>
          <dt>Tokens</dt>
          <dd className="figure">{count(tokens)}</dd>
          <dd className="hint">written by {dataset.target}</dd>
        </div>
      </dl>
      {samplesOf(dataset, 'held-out').length === 0 && (
        <p>
          It has no held-out prompts: policies are judged on the prompts they learn from, which flatters them.
        </p>
      )}
      <p className="hint">
        How alike the two answers are (f) is stored as{' '}
        {dataset.alignments.map(kind => alignmentWords[kind].name).join(', ')}.
      </p>
      <div className="button-row">
        <button
          type="button"
          className="button quiet"
          onClick={() => downloadText('draftpick-dataset.json', exportDataset())}
        >
          Export
        </button>
        <TextFileButton
          label="Use a dataset of my own…"
          inputLabel="Dataset file"
          mostBytes={largestDataset}
          onText={importDataset}
        />
        {source !== 'shipped' && (
          <button
            type="button"
            className="button quiet"
            onClick={() => void loadShipped(datasetUrl, fetchText, true)}
          >
            Back to the page’s dataset
          </button>
        )}
      </div>
    </div>
  );
}

function Alone({ dataset }: { readonly dataset: OfflineDataset }) {
  const rows = useMemo(() => {
    const train = samplesOf(dataset, 'train');
    return dataset.arms
      .map(({ id, bytes }, arm) => ({ id, bytes, name: armName(id), value: fixedSpeedUp(train, arm) }))
      .sort((a, b) => b.value - a.value);
  }, [dataset]);
  const [best] = rows;
  return (
    <ChartFrame
      title="Each draft on its own"
      summary={`Speed over all training prompts when every prompt gets the same draft; 1× is the target alone. Always ${best?.name ?? ''} gives ${times(best?.value ?? 1)}: what a policy has to beat.`}
      table={{
        columns: ['Draft', 'Speed-up', 'Download'],
        rows: rows.map(({ name, value, bytes }) => [
          name,
          times(value),
          bytes === 0 ? '–' : megabytes(bytes),
        ]),
      }}
      fileName="draftpick-drafts-alone"
    >
      <BarChart
        rows={rows.map(({ name, value }, i) => ({ name, value, emphasis: i === 0 }))}
        x={{ label: 'speed relative to the target alone', format: times, reference: 1 }}
      />
    </ChartFrame>
  );
}

function Kinds({ dataset }: { readonly dataset: OfflineDataset }) {
  const kinds = [...new Set(dataset.samples.map(({ kind }) => kind))];
  const used = splits.filter(split => dataset.samples.some(sample => sample.split === split));
  const counts = (kind: string, split: string) =>
    dataset.samples.filter(sample => sample.kind === kind && sample.split === split).length;
  return (
    <>
      <h3>Kinds of prompt</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <section className="chart-table lab-table" tabIndex={0} aria-label="Prompts by kind and use">
        <table>
          <thead>
            <tr>
              <th scope="col">Kind</th>
              {used.map(split => (
                <th key={split} scope="col">
                  {splitNames[split]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {kinds.map(kind => (
              <tr key={kind}>
                <th scope="row">{kind}</th>
                {used.map(split => (
                  <td key={split} className="figure">
                    {counts(kind, split) || '–'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}
