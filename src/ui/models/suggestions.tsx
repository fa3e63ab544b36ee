import { catalog, catalogDrafts } from '../../engine/catalog.ts';
import { type Capabilities, type Fit, fits } from '../../engine/catalog-fit.ts';
import type { ModelSource } from '../../engine/model-source.ts';
import type { DeviceFacts } from '../../engine/preflight.ts';
import { useEngineStore } from '../../state/engine-store.ts';
import { bytesText } from '../components/format.ts';

type HubSource = Extract<ModelSource, { readonly repo: string }>;

interface SuggestionsProps {
  /** Asks the Hub for the files of a repository. */
  readonly onLook: (repo: string, revision: string) => void;
  readonly busy: boolean;
}

/**
 * The models of the catalogue that are not here yet: what this device can have of each, and which models could draft for it. One press
 * lists a repository's files.
 */
export function Suggestions({ onLook, busy }: SuggestionsProps) {
  const facts = useEngineStore(state => state.preflight?.facts);
  if (facts === undefined) return null;
  const device = capabilities(facts);
  return (
    <details className="suggestions">
      <summary className="small">Some models to start with</summary>
      <ul>
        {catalog
          .filter(({ variants }) => variants.some(({ source }) => isOnHub(source)))
          .map(entry => (
            <li key={entry.id}>
              <strong>{entry.title}</strong> <span className="muted small">{entry.licence}</span>
              <Files fit={fits(entry, device)} title={entry.title} onLook={onLook} busy={busy} />
            </li>
          ))}
      </ul>
    </details>
  );
}

interface FilesProps extends SuggestionsProps {
  readonly fit: Fit;
  readonly title: string;
}

/** The repositories of one model and of the models that can draft for it. */
function Files({ fit: { variants, best, drafts }, title, onLook, busy }: FilesProps) {
  const whole = drafts.filter(draft => draft.kind === 'model');
  const arms = drafts.filter(({ kind, problem }) => kind === 'arm' && problem === undefined).length;
  // More than none, prompt lookup and history: what was made for this vocabulary.
  const ready = `prompt lookup, history${arms > 3 ? ', the tables and small models of this page' : ''}`;
  const names = (problem: boolean) =>
    whole.filter(draft => (draft.problem !== undefined) === problem).map(({ draft }) => draft.title);
  return (
    <>
      <ul className="suggestion-files">
        {variants.map(({ variant, problem }) => {
          const { source, dtype, backend, bytes } = variant;
          if (!isOnHub(source)) return null;
          const kind = source.kind === 'hub-onnx' ? 'ONNX' : 'GGUF';
          return (
            <li key={`${source.kind} ${dtype}`} className="small">
              <button
                type="button"
                className="button quiet"
                aria-label={`Look for ${title}, ${kind} ${dtype}`}
                disabled={busy || problem !== undefined}
                onClick={() => onLook(source.repo, source.revision)}
              >
                {kind} {dtype}
              </button>{' '}
              <span className="muted figure">
                {bytes !== undefined && `about ${bytesText(bytes)}, `}
                {backend === 'webgpu' ? 'for a GPU' : 'for the CPU'}
                {variant === best && ', suits this device'}
              </span>
              {problem && <span className="offer-problem">{problem}</span>}
            </li>
          );
        })}
      </ul>
      <p className="muted small">
        {names(false).length > 0
          ? `Drafts for it: ${names(false).join(', ')}, ${ready}. `
          : `Drafts for it: ${ready}. `}
        {names(true).length > 0 && `Not here: ${names(true).join(', ')}.`}
      </p>
      <DraftLooks ids={whole.flatMap(({ id, problem }) => (problem ? [] : [id]))} {...{ onLook, busy }} />
    </>
  );
}

/** The models of a Hub that can draft for a target. */
function DraftLooks({ ids, onLook, busy }: SuggestionsProps & { readonly ids: readonly string[] }) {
  return catalogDrafts
    .filter(({ id }) => ids.includes(id))
    .map(({ id, title, source, bytes }) =>
      isOnHub(source) ? (
        <button
          key={id}
          type="button"
          className="button quiet small"
          aria-label={`Look for the draft ${title}`}
          disabled={busy}
          onClick={() => onLook(source.repo, source.revision)}
        >
          {title} · {bytesText(bytes)}
        </button>
      ) : null,
    );
}

function isOnHub(source: ModelSource): source is HubSource {
  return source.kind === 'hub-gguf' || source.kind === 'hub-onnx';
}

function capabilities({ gpu, simd, memoryGiB, storageBytes }: DeviceFacts): Capabilities {
  return {
    webgpu: typeof gpu === 'object',
    shaderF16: typeof gpu === 'object' && gpu.shaderF16,
    simd,
    memoryBytes: memoryGiB === undefined ? undefined : memoryGiB * 2 ** 30,
    storageBytes,
  };
}
