import { halfProblem } from '../../engine/half-dtype.ts';
import type { OfferedModel } from '../../engine/library.ts';
import { useEngineStore } from '../../state/engine-store.ts';
import { bytesText } from '../components/format.ts';

interface OfferListProps {
  readonly title: string;
  readonly facts: readonly string[];
  readonly models: readonly OfferedModel[];
  /** What taking one is called. */
  readonly verb: string;
  /** Bytes that may still be stored; undefined where the browser does not say. */
  readonly freeBytes: number | undefined;
  readonly busy?: boolean;
  /** Whether a model is in the library, whole or not. */
  readonly has?: (model: OfferedModel) => 'no' | 'whole' | 'unfinished';
  readonly onTake: (model: OfferedModel) => void;
  readonly onClose: () => void;
}

/** The models that a repository or a folder holds. What cannot be taken stays in the list, with the reason. */
export function OfferList(props: OfferListProps) {
  const { title, facts, models, verb, freeBytes, busy = false, has = () => 'no', onTake, onClose } = props;
  const gpu = useEngineStore(state => state.preflight?.facts.gpu);
  return (
    <div className="offer">
      <div className="offer-head">
        <h3>{title}</h3>
        <button type="button" className="button quiet" onClick={onClose}>
          Close
        </button>
      </div>
      <p className="muted small">{facts.join(' · ')}</p>
      <ul className="offer-models">
        {models.map(model => {
          const name = `${model.format.toUpperCase()} ${model.dtype}`;
          const short = model.bytes !== undefined && freeBytes !== undefined && model.bytes > freeBytes;
          const files = model.files.length;
          const here = has(model);
          const problem =
            model.problem ?? (model.format === 'onnx' ? halfProblem(model.dtype, gpu) : undefined);
          return (
            <li key={model.files.map(({ path }) => path).join()} className="offer-model">
              <div className="offer-text">
                <strong>{name}</strong>{' '}
                <span className="muted small figure">
                  {model.bytes !== undefined && `${bytesText(model.bytes)} · `}
                  {files === 1 ? (model.files[0]?.path ?? '') : `${files} files`}
                </span>
                {problem && <span className="small offer-problem">Not possible: {problem}.</span>}
                {short && here === 'no' && problem === undefined && (
                  <span className="small offer-problem">
                    More than the {bytesText(freeBytes)} that the browser has left for this site.
                  </span>
                )}
              </div>
              {here === 'no' ? (
                <button
                  type="button"
                  className="button quiet"
                  aria-label={`${verb} ${name}`}
                  disabled={busy || problem !== undefined}
                  onClick={() => onTake(model)}
                >
                  {verb}
                </button>
              ) : (
                <span className="badge">{here === 'whole' ? 'Stored' : 'In the list'}</span>
              )}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
