import { Component, type ReactNode, Suspense, use } from 'react';

interface BoundaryProps {
  readonly what: string;
  readonly children: ReactNode;
}

/** Says what could not be opened, and offers to try again. */
export class Boundary extends Component<BoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <div className="error-card" role="alert">
        <div className="error-text">
          <p className="error-message">{`${this.props.what} could not be opened.`}</p>
          <p>The connection may be gone. Everything else on this page still works.</p>
        </div>
        <button type="button" className="button" onClick={() => this.setState({ failed: false })}>
          Try again
        </button>
      </div>
    );
  }
}

interface LoadedProps<T> {
  /** Names it in messages, for example `The recorded run`. */
  readonly what: string;
  readonly load: () => Promise<T>;
  readonly children: (value: T) => ReactNode;
}

/** Shows what depends on a file of the site, once it is there. @param load gives the same promise until it has failed */
export function Loaded<T>({ what, load, children }: LoadedProps<T>) {
  return (
    <Boundary what={what}>
      <Suspense fallback={<p className="learn-waiting">{`${what} is on its way …`}</p>}>
        <Ready load={load}>{children}</Ready>
      </Suspense>
    </Boundary>
  );
}

function Ready<T>({ load, children }: Omit<LoadedProps<T>, 'what'>) {
  return children(use(load()));
}
