import type { DeviceFacts, Finding, PreflightReport } from '../../engine/preflight.ts';
import { diagnostics } from '../../state/diagnostics.ts';
import { useEngineStore } from '../../state/engine-store.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { bytesText, megabytes } from '../components/format.ts';

/** What browser and device offer, and what is missing with a remedy. One line when all is well. */
export function DeviceCard() {
  const report = useEngineStore(state => state.preflight);
  return (
    <section className="panel device" aria-labelledby="device-title">
      <div className="panel-head">
        <h2 id="device-title">This device</h2>
      </div>
      {report === undefined ? <p className="muted">Looking…</p> : <Report report={report} />}
    </section>
  );
}

function Report({ report }: { readonly report: PreflightReport }) {
  const { facts, findings } = report;
  const has = [
    facts.cores !== undefined && `${facts.cores} logical cores`,
    facts.isolated && facts.threads && 'threads',
    facts.relaxedSimd ? 'relaxed SIMD' : facts.simd && 'plain SIMD',
    typeof facts.gpu === 'object' && (facts.gpu.software ? 'WebGPU without a graphics card' : 'WebGPU'),
  ].filter(item => item !== false);
  const serious = findings.filter(({ severity }) => severity !== 'note');
  const notes = findings.filter(({ severity }) => severity === 'note');
  return (
    <>
      <p className="device-line">
        <span className="ready-dot" data-ok={serious.length === 0 || undefined} aria-hidden="true" />
        {serious.length === 0 ? 'All the model needs is here: ' : 'Here: '}
        {has.join(', ')}.
      </p>
      {serious.map(finding => (
        <FindingCard key={finding.id} finding={finding} />
      ))}
      {notes.map(finding => (
        <details key={finding.id} className="finding" data-severity={finding.severity}>
          <summary>{finding.title}</summary>
          <FindingText finding={finding} />
        </details>
      ))}
      <details className="finding">
        <summary>Everything that was looked at</summary>
        <dl className="finding-text device-facts">
          {factLines(facts).map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd className="figure">{value}</dd>
            </div>
          ))}
        </dl>
        <div className="button-row" style={{ marginTop: 'var(--s3)' }}>
          <CopyButton
            label="Copy diagnostics"
            text={() => diagnostics(undefined, navigator.userAgent, new Date())}
          />
          <a className="button quiet" href="bench.html">
            Benchmark
          </a>
        </div>
      </details>
    </>
  );
}

const yesNo = (value: boolean): string => (value ? 'yes' : 'no');
const notSaid = 'the browser does not say';

/** Every fact in words, in the order of the card. */
function factLines({ gpu, ...facts }: DeviceFacts): [string, string][] {
  const { cores, memoryGiB, storageBytes, persisted } = facts;
  return [
    ['Cores', cores === undefined ? notSaid : `${cores} logical`],
    ['Memory', memoryGiB === undefined ? notSaid : memoryGiB >= 8 ? '8 GiB or more' : `${memoryGiB} GiB`],
    ['Isolated', yesNo(facts.isolated)],
    ['Threads', yesNo(facts.threads)],
    ['SIMD', facts.relaxedSimd ? 'relaxed' : facts.simd ? 'plain' : 'no'],
    ['WebGPU', typeof gpu === 'string' ? 'no' : gpu.name],
    ...(typeof gpu === 'string'
      ? []
      : [
          ['shader-f16', yesNo(gpu.shaderF16)] satisfies [string, string],
          [
            'Buffers',
            `up to ${megabytes(gpu.maxBufferBytes)}, ${megabytes(gpu.maxBindingBytes)} at once`,
          ] satisfies [string, string],
        ]),
    ['Storage', storageBytes === undefined ? notSaid : `${bytesText(storageBytes)} left for this site`],
    [
      'Kept',
      persisted === undefined ? notSaid : persisted ? 'until deleted' : 'unless the disk is nearly full',
    ],
  ];
}

function FindingCard({ finding }: { readonly finding: Finding }) {
  return (
    <div className="finding" data-severity={finding.severity}>
      <h3>{finding.title}</h3>
      <FindingText finding={finding} />
    </div>
  );
}

function FindingText({ finding }: { readonly finding: Finding }) {
  return (
    <dl className="finding-text">
      <div>
        <dt>Cause</dt>
        <dd>{finding.cause}</dd>
      </div>
      <div>
        <dt>Remedy</dt>
        <dd>{finding.remedy}</dd>
      </div>
      <div>
        <dt>Still works</dt>
        <dd>{finding.stillWorks}</dd>
      </div>
    </dl>
  );
}
