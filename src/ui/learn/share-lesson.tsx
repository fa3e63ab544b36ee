import { useState } from 'react';
import { writeShown } from '../../state/learn-link.ts';
import { hrefOf } from '../../state/route.ts';
import { CopyButton } from '../components/copy-button.tsx';
import { currentQuery, useControlsOnPage } from './use-controls.ts';

/** Makes a link to this lesson as it is set now, with chosen controls in sight. */
export function ShareLesson({ lesson }: { readonly lesson: string }) {
  const controls = Object.entries(useControlsOnPage());
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  if (controls.length === 0) return null;
  const link = (): string => {
    const names = controls.map(([name]) => name).filter(name => !hidden.has(name));
    const query = writeShown(currentQuery(), names.length === controls.length ? undefined : names);
    return new URL(hrefOf({ room: 'learn', path: [lesson], query }), location.href).href;
  };
  return (
    <details className="share">
      <summary>Share this lesson as it is set now</summary>
      <p>
        The link carries the present values of all controls. Those that you untick stay at their value and are
        not shown.
      </p>
      <fieldset>
        <legend>Controls to show</legend>
        {controls.map(([name, spec]) => (
          <label key={name} className="check">
            <input
              type="checkbox"
              checked={!hidden.has(name)}
              onChange={event => {
                const next = new Set(hidden);
                if (event.target.checked) next.delete(name);
                else next.add(name);
                setHidden(next);
              }}
            />
            {spec.label}
          </label>
        ))}
      </fieldset>
      <CopyButton label="Copy link" text={link} />
    </details>
  );
}
