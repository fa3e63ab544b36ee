import { useId, useState } from 'react';
import type { ArmEstimate } from '../../core/policy/lin-ucb.ts';
import { estimateRange, rankEstimates, type ShownChoice } from '../../state/explain-choice.ts';
import { armName } from './names.ts';

interface EstimatesProps {
  readonly choice: ShownChoice;
  readonly chosen: string;
}

/** What the policy expects of each draft, best first, on one scale; the few that matter, or all of them. */
export function Estimates({ choice, chosen }: EstimatesProps) {
  const [all, setAll] = useState(false);
  const listId = useId();
  const { ranked, short } = rankEstimates(choice, chosen);
  // With a small α every uncertainty rounds to 0.00; a column of "± 0.00" says nothing.
  const certain = ranked.every(({ uncertainty }) => uncertainty < 0.005);
  const { from, to } = estimateRange(ranked);
  const x = (value: number): number => ((value - from) / (to - from)) * 100;
  return (
    <div className="estimates">
      <ul id={listId} aria-label="Estimates">
        {(all ? ranked : short).map(estimate => (
          <Estimate
            key={estimate.arm}
            estimate={estimate}
            chosen={estimate.arm === chosen}
            left={choice.left?.includes(estimate.arm) === true}
            certain={certain}
            x={x}
          />
        ))}
      </ul>
      <div className="estimate-scale" aria-hidden="true">
        <span>
          <span className="estimate-unit" style={{ left: `${x(1)}%` }}>
            1×
          </span>
        </span>
      </div>
      {short.length < ranked.length && (
        <button
          type="button"
          className="link small"
          aria-expanded={all}
          aria-controls={listId}
          onClick={() => setAll(!all)}
        >
          {all ? 'Show the few that matter' : `Show all ${ranked.length} drafts`}
        </button>
      )}
    </div>
  );
}

interface EstimateProps {
  readonly estimate: ArmEstimate;
  readonly chosen: boolean;
  readonly left: boolean;
  /** Whether every uncertainty rounds to 0.00 and is left out. */
  readonly certain: boolean;
  /** Place of a speed-up on the scale, hundredths of its width. */
  readonly x: (value: number) => number;
}

function Estimate({ estimate, chosen, left, certain, x }: EstimateProps) {
  const { arm, mean, uncertainty, pulls } = estimate;
  const notes = [
    ...(chosen ? ['chosen'] : []),
    ...(left ? ['left out: slower here'] : []),
    ...(pulls > 0 ? [`${pulls} run${pulls === 1 ? '' : 's'} here`] : []),
  ];
  return (
    <li data-chosen={chosen || undefined} data-left={left || undefined}>
      <span className="estimate-name">
        {armName(arm)}
        {notes.length > 0 && <span className="estimate-notes">{notes.join(' · ')}</span>}
      </span>
      <span className="estimate-plot">
        <svg aria-hidden="true" focusable="false">
          <line className="plot-unit" x1={`${x(1)}%`} x2={`${x(1)}%`} y1="0" y2="100%" />
          <line
            className="plot-whisker"
            x1={`${x(mean - uncertainty)}%`}
            x2={`${x(mean + uncertainty)}%`}
            y1="50%"
            y2="50%"
          />
          <circle className="plot-mean" cx={`${x(mean)}%`} cy="50%" r={chosen ? 5 : 4} />
        </svg>
      </span>
      <span className="figure">
        {certain ? `${mean.toFixed(2)}×` : `${mean.toFixed(2)}× ± ${uncertainty.toFixed(2)}`}
      </span>
    </li>
  );
}
