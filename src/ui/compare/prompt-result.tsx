import { useMemo, useState } from 'react';
import { lanesAgree } from '../../state/compare-results.ts';
import { type Comparison, comparePlayback, openItem, useCompareStore } from '../../state/compare-store.ts';
import { Choice } from '../components/choice.tsx';
import { Transport } from '../components/transport.tsx';
import { armName } from '../playground/names.ts';
import { VisibleText } from '../playground/token-text.tsx';
import { LaneScore } from './lane-score.tsx';
import { type Axis, Overview } from './overview.tsx';
import { ResultTable } from './result-table.tsx';
import { endOf, useCompareClock } from './use-compare-clock.ts';

/** One prompt: its lanes on one clock, and its figures. */
export function PromptResult({ comparison }: { readonly comparison: Comparison }) {
  const open = useCompareStore(state => state.open);
  const pinned = useCompareStore(state => state.pinned);
  const [axis, setAxis] = useState<Axis>('tokens');
  const { items, arms } = comparison;
  const index = Math.min(open, items.length - 1);
  const item = items[index];
  const shown = useMemo(() => {
    if (item === undefined) return [];
    const ran = arms.filter(arm => item.runs[arm] !== undefined);
    return pinned !== undefined && ran.includes(pinned)
      ? [pinned, ...ran.filter(arm => arm !== pinned)]
      : ran;
  }, [item, arms, pinned]);
  const lanes = useMemo(
    () =>
      shown.flatMap(arm => {
        const run = item?.runs[arm];
        return run === undefined ? [] : [{ arm, run }];
      }),
    [shown, item],
  );
  useCompareClock(lanes);
  if (item === undefined) return null;
  const agree = lanesAgree(item, arms);
  const go = (to: number): void => openItem(Math.max(0, Math.min(items.length - 1, to)));
  return (
    <>
      <section className="panel compare-lanes" aria-labelledby="lanes-title">
        <div className="panel-head">
          <h2 id="lanes-title">{items.length === 1 ? 'Lanes' : `Lanes: ${item.prompt.id}`}</h2>
          <div className="lanes-tools">
            {items.length > 1 && (
              <div className="button-row tight">
                <button
                  type="button"
                  className="button quiet"
                  disabled={index === 0}
                  onClick={() => go(index - 1)}
                >
                  Previous prompt
                </button>
                <button
                  type="button"
                  className="button quiet"
                  disabled={index === items.length - 1}
                  onClick={() => go(index + 1)}
                >
                  Next prompt
                </button>
              </div>
            )}
            <Choice
              label="Axis of the overview"
              hideLabel
              options={[
                { value: 'tokens', label: 'By token' },
                { value: 'time', label: 'By time' },
              ]}
              value={axis}
              onChange={setAxis}
            />
          </div>
        </div>
        <blockquote className="lanes-prompt">
          <VisibleText
            text={
              item.prompt.prompt.length > 600 ? `${item.prompt.prompt.slice(0, 600)}…` : item.prompt.prompt
            }
          />
        </blockquote>
        {item.problem !== undefined && <p className="field-error">{item.problem}</p>}
        {item.known && (
          <p className="hint">
            The history table held an answer to this prompt before these runs: History, and drafts that use
            it, look better here than on a new prompt.
          </p>
        )}
        {lanes.length === 0 ? (
          <p className="empty">
            {item.problem === undefined
              ? 'No run of this prompt is finished yet.'
              : 'This prompt was not run.'}
          </p>
        ) : (
          <>
            <Overview lanes={lanes} axis={axis} />
            <LaneScore key={item.prompt.id} lanes={lanes} picked={item.picked} pinned={pinned} />
            <Transport playback={comparePlayback} run={lanes[0]?.run} end={endOf(lanes)} />
            {agree && (
              <p className="lanes-note" data-testid="sameness">
                {agree.same ? (
                  <strong className="same">{`All ${lanes.length} lanes wrote the same ${agree.tokens} tokens.`}</strong>
                ) : (
                  `${armName(agree.arm)} differs from the baseline from token ${agree.at + 1} on.`
                )}
              </p>
            )}
          </>
        )}
      </section>
      {lanes.length > 0 && <ResultTable item={item} arms={arms} />}
    </>
  );
}
