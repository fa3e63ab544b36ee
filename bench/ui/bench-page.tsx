import '../../src/ui/playground/playground.css';
import '../../src/ui/compare/compare.css';
import './bench.css';
import { ErrorCard } from '../../src/ui/components/error-card.tsx';
import { Logo } from '../../src/ui/components/logo.tsx';
import { BenchForm } from './bench-form.tsx';
import { BenchProgress } from './bench-progress.tsx';
import { BenchResultPanel } from './bench-result.tsx';
import { useBenchStore } from './bench-store.ts';

/** The benchmark for a person: set, run, read, save. */
export function BenchPage() {
  const results = useBenchStore(state => state.results);
  const failure = useBenchStore(state => state.failure);
  const announcement = useBenchStore(state => state.announcement);
  return (
    <>
      <header className="header">
        <div className="header-name">
          <Logo />
          <h1>Draftpick benchmark</h1>
        </div>
        <a className="button quiet to-app" href="./">
          Open the app
        </a>
      </header>
      <main className="compare bench">
        <div className="compare-intro">
          <h2>What do drafts bring on this machine?</h2>
          <p>
            The drafts you choose and the target alone take turns on prompts that no draft was made from. What
            is measured stays in this page until you save it; the file has the format of{' '}
            <code>npm run bench</code>.
          </p>
        </div>
        <BenchForm />
        <BenchProgress />
        {failure && (
          <ErrorCard failure={failure} onDismiss={() => useBenchStore.setState({ failure: undefined })} />
        )}
        {results.map((result, i) => (
          <BenchResultPanel key={result.finishedAt.getTime()} result={result} number={results.length - i} />
        ))}
      </main>
      <div className="visually-hidden" role="status" aria-live="polite">
        {announcement}
      </div>
    </>
  );
}
