import { useState } from 'react';
import type { Comparison } from '../../state/compare-store.ts';
import { addOwnPrompts } from '../../state/own-dataset-store.ts';
import { hrefOf } from '../../state/route.ts';

/** Hands the prompts of a list to the Lab, which makes an offline dataset of them. */
export function ToDataset({ comparison: { items } }: { readonly comparison: Comparison }) {
  const [said, setSaid] = useState('');
  const add = async (): Promise<void> => {
    const added = await addOwnPrompts(items.map(({ prompt }) => prompt));
    setSaid(typeof added === 'string' ? added : wordsFor(added, items.length));
  };
  return (
    <div className="button-row">
      <button type="button" className="button" onClick={() => void add()}>
        Add these prompts to the offline dataset
      </button>
      <span role="status" className="hint">
        {said}
      </span>
      {said !== '' && <a href={hrefOf({ room: 'lab', path: ['data'], query: '' })}>Record them in the Lab</a>}
    </div>
  );
}

function wordsFor(added: number, of: number): string {
  if (added === 0) return `All ${of} are in its list already.`;
  const rest = of - added;
  return `${added} added${rest === 0 ? '' : `, ${rest} were there already`}.`;
}
