import type { Finding, PreflightReport } from '../../engine/preflight.ts';
import { useEngineStore } from '../../state/engine-store.ts';

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
    facts.webgpu && 'WebGPU',
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
    </>
  );
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
