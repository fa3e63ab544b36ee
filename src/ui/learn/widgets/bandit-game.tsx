import { useMemo, useState } from 'react';
import type { OfflineDataset } from '../../../core/offline-dataset.ts';
import { BarChart } from '../../charts/bar-chart.tsx';
import { armName } from '../../playground/names.ts';
import { bestChoices, bestFixed, gameArms, gamePrompts, linUcbChoices, speedOf } from '../bandit-game.ts';
import { offlineDataset } from '../data.ts';
import { Loaded } from '../loaded.tsx';
import { Predict } from '../predict.tsx';
import { Widget } from '../widget.tsx';

const prompts = 16;
const times = (value: number) => `${value.toFixed(2)}×`;

/** Choose a draft by hand, prompt by prompt; only the chosen one's speed is shown. */
export function BanditGame() {
  return (
    <Loaded what="The offline dataset" load={offlineDataset}>
      {dataset => <Game dataset={dataset} />}
    </Loaded>
  );
}

function Game({ dataset }: { readonly dataset: OfflineDataset }) {
  const list = useMemo(() => gamePrompts(dataset, prompts), [dataset]);
  const [choices, setChoices] = useState<readonly number[]>([]);
  const prompt = list[choices.length];
  const last = choices.at(-1);
  const before = list[choices.length - 1];
  return (
    <Widget
      title={
        prompt === undefined
          ? 'All prompts are answered'
          : `Prompt ${choices.length + 1} of ${list.length}: kind “${prompt.kind}”, ${prompt.tokens} tokens to write`
      }
      say={
        last === undefined || before === undefined
          ? 'Pick a draft. You will be told how fast that one was, and nothing of the others.'
          : `${armName(gameArms[last] ?? '')} on “${before.kind}”: ${times(before.rewards[last] ?? 1)}. You so far: ${times(speedOf(list, choices))} the speed of no draft.`
      }
      source="Speed-ups of held-out prompts in the offline dataset, computed from recorded outputs and the measured cost of passes and guesses."
    >
      <div className="button-row">
        {prompt !== undefined &&
          gameArms.map((id, arm) => (
            <button key={id} type="button" className="button" onClick={() => setChoices([...choices, arm])}>
              {armName(id)}
            </button>
          ))}
        {choices.length > 0 && (
          <button type="button" className="button quiet" onClick={() => setChoices([])}>
            Start again
          </button>
        )}
      </div>
      <Memory list={list} choices={choices} />
      {prompt === undefined && <Result list={list} choices={choices} />}
    </Widget>
  );
}

interface GameProps {
  readonly list: ReturnType<typeof gamePrompts>;
  readonly choices: readonly number[];
}

/** What was seen so far: kinds down, drafts across. */
function Memory({ list, choices }: GameProps) {
  const kinds = [...new Set(list.map(({ kind }) => kind))];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section className="memory" aria-label="What you have seen so far" tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">Seen so far</th>
            {gameArms.map(id => (
              <th key={id} scope="col">
                {armName(id)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {kinds.map(kind => (
            <tr key={kind}>
              <th scope="row">{kind}</th>
              {gameArms.map((id, arm) => (
                <td key={id} className="figure">
                  {choices
                    .flatMap((choice, i) =>
                      choice === arm && list[i]?.kind === kind
                        ? [(list[i]?.rewards[arm] ?? 1).toFixed(2)]
                        : [],
                    )
                    .join(' · ')}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Result({ list, choices }: GameProps) {
  const fixed = bestFixed(list);
  const rows = [
    { name: 'You', value: speedOf(list, choices), emphasis: true },
    { name: 'LinUCB, knowing as little', value: speedOf(list, linUcbChoices(list)) },
    {
      name: `Always ${armName(gameArms[fixed] ?? '')}`,
      value: speedOf(
        list,
        list.map(() => fixed),
      ),
    },
    { name: 'Best draft of each prompt', value: speedOf(list, bestChoices(list)) },
  ];
  return <BarChart rows={rows} x={{ label: 'Speed', format: times, reference: 1 }} />;
}

/** Asks how much of the ideal a single draft for everything reaches. */
export function FixedQuestion() {
  return (
    <Loaded what="The offline dataset" load={offlineDataset}>
      {dataset => {
        const list = gamePrompts(dataset, 96);
        const fixed = bestFixed(list);
        const speed = speedOf(
          list,
          list.map(() => fixed),
        );
        const ideal = speedOf(list, bestChoices(list));
        return (
          <Predict
            id="bandit-fixed"
            ask={`On these four kinds of prompts, the best of the four drafts for each prompt gives ${times(ideal)}. How fast is the single draft that does best if it must serve all of them?`}
            range={{ label: 'Speed', min: 0.9, max: 1.6, step: 0.01, format: times }}
            answer={speed}
          >
            <p>
              {`${armName(gameArms[fixed] ?? '')} for everything gives ${times(speed)} on ${list.length} prompts. The way from there to ${times(ideal)} is what a good choice is worth.`}
            </p>
          </Predict>
        );
      }}
    </Loaded>
  );
}
