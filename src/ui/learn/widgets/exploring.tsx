import { useMemo } from 'react';
import { LineChart } from '../../charts/line-chart.tsx';
import { ChartWidget } from '../chart-widget.tsx';
import { Slider } from '../controls.tsx';
import { meanRegret, players, toyBandit } from '../toy-bandit.ts';
import { useControls } from '../use-controls.ts';

const specs = {
  gap: { kind: 'number', label: 'Lead of the best arm', min: 0.02, max: 0.3, step: 0.02, initial: 0.1 },
  noise: {
    kind: 'number',
    label: 'How much single runs scatter',
    min: 0,
    max: 0.5,
    step: 0.05,
    initial: 0.2,
  },
  rounds: { kind: 'number', label: 'Prompts', min: 50, max: 400, step: 50, initial: 400 },
} as const;

const games = 40;

/** Regret of three ways to play the same bandit. */
export function Exploring() {
  const { values, bound, anyShown } = useControls(specs);
  const { gap, noise, rounds } = values;
  const series = useMemo(() => {
    const bandit = toyBandit(gap, noise);
    return players.map(name => ({
      name,
      points: meanRegret(name, bandit, rounds, games).map((y, i) => [i + 1, y] as const),
    }));
  }, [gap, noise, rounds]);
  const ends = series.map(({ name, points }) => ({ name, end: points.at(-1)?.[1] ?? 0 }));
  return (
    <ChartWidget
      title={`Regret so far, the mean of ${games} games`}
      summary={`After ${rounds} prompts: ${ends.map(({ name, end }) => `${name} ${end.toFixed(1)}`).join(', ')}. Smaller is better; a flat line has stopped losing.`}
      fileName="regret"
      table={{
        columns: ['Prompts', ...players],
        rows: [10, 25, 50, 100, 200, 400]
          .filter(n => n <= rounds)
          .map(n => [n, ...series.map(({ points }) => (points[n - 1]?.[1] ?? 0).toFixed(2))]),
      }}
      controls={
        anyShown && (
          <>
            <Slider control={bound.gap} value={gap} format={value => `${value.toFixed(2)}×`} />
            <Slider control={bound.noise} value={noise} format={value => `± ${value.toFixed(2)}`} />
            <Slider control={bound.rounds} value={rounds} />
          </>
        )
      }
      source="Four arms with known mean speed-ups, played as you look by the page’s own UCB1 and Thompson sampling; greedy tries each arm once."
    >
      <LineChart series={series} x={{ label: 'Prompts so far' }} y={{ label: 'Regret' }} />
    </ChartWidget>
  );
}
