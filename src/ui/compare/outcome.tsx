import { useMemo } from 'react';
import type { CompareActions } from '../../state/compare-actions.ts';
import { type Comparison, useCompareStore } from '../../state/compare-store.ts';
import { compareVerdict } from '../../state/compare-verdict.ts';
import { armName } from '../playground/names.ts';
import { FileRow } from './file-row.tsx';

interface OutcomeProps {
  readonly actions: CompareActions;
  readonly comparison: Comparison;
}

/** The comparison in words, and where it comes from. */
export function Outcome({ actions, comparison }: OutcomeProps) {
  const notes = useCompareStore(state => state.notes);
  const verdict = useMemo(() => compareVerdict(comparison, armName), [comparison]);
  const { terms, model, machine, origin, startedAt, items } = comparison;
  const split = verdict.indexOf('. ');
  const head = split === -1 ? verdict : verdict.slice(0, split + 1);
  const rest = split === -1 ? '' : verdict.slice(split + 2);
  return (
    <section className="outcome" aria-labelledby="outcome-title">
      <h2 id="outcome-title" className="visually-hidden">
        Outcome
      </h2>
      {verdict !== '' && (
        <div className="outcome-text" data-testid="verdict">
          <p className="outcome-head">{head}</p>
          {rest !== '' && <p>{rest}</p>}
        </div>
      )}
      <p className="hint outcome-terms">
        {origin === 'file' ? `From a file, measured on ${startedAt.slice(0, 10)}: ` : ''}
        {`${model.name}, ${machine}, ${model.threads} thread${model.threads === 1 ? '' : 's'}; at most ${terms.maxTokens} tokens, `}
        {terms.sampling.temperature === 0
          ? 'greedy'
          : `temperature ${terms.sampling.temperature}, seed ${terms.sampling.seed}`}
        {`. Every draft ran once${items.length > 1 ? ' on each prompt' : ''}: a few per cent either way are the machine’s own.`}
      </p>
      {notes.map(note => (
        <p key={note} className="hint">
          {note}
        </p>
      ))}
      <FileRow actions={actions} comparison={comparison} />
    </section>
  );
}
