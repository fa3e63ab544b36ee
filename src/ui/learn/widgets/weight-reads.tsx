import { duration } from '../../components/format.ts';
import { Pick, Slider } from '../controls.tsx';
import { bytes, passesFor, readingSeconds } from '../passes.ts';
import { useControls } from '../use-controls.ts';
import { Widget } from '../widget.tsx';

const specs = {
  model: {
    kind: 'choice',
    label: 'Model',
    options: [
      { value: 'here', label: '135 M weights' },
      { value: 'large', label: '7 B weights' },
    ],
    initial: 'here',
  },
  yield: { kind: 'number', label: 'Tokens out of a pass', min: 1, max: 8, step: 1, initial: 1 },
  memory: { kind: 'number', label: 'Memory reads, GB a second', min: 10, max: 200, step: 10, initial: 50 },
} as const;

/** The embedded model's file (public/models), and a larger one at four bits a weight. */
const weightBytes = { here: 98_362_432, large: 7e9 / 2 };
const tokens = 24;

/** Counts how often the weights are read for a short text. */
export function WeightReads() {
  const { values, bound, anyShown } = useControls(specs);
  const size = values.model === 'large' ? weightBytes.large : weightBytes.here;
  const passes = passesFor(tokens, values.yield);
  const seconds = readingSeconds(passes, { weightBytes: size, bandwidth: values.memory * 1e9 });
  return (
    <Widget
      title={`How often the weights are read for ${tokens} tokens`}
      controls={
        anyShown && (
          <>
            <Pick control={bound.model} value={values.model} />
            <Slider control={bound.yield} value={values.yield} />
            <Slider control={bound.memory} value={values.memory} />
          </>
        )
      }
      say={`${passes} passes read ${bytes(passes * size)}. At ${values.memory} GB a second that takes at least ${duration(seconds * 1000)}: ${Math.floor(tokens / seconds).toLocaleString('en')} tokens a second and no more, whatever the processor.`}
      source="Weights: 98,362,432 bytes in the file of the model that comes with this page; 7 billion at 4 bits each. Speed of memory: your choice; laptops have some 50–100 GB a second."
    >
      <ol className="passes" aria-label={`${passes} passes`}>
        {Array.from({ length: passes }, (_, pass) => {
          const out = Math.min(values.yield, tokens - pass * values.yield);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: passes are told apart by their place alone
            <li key={pass}>
              <span className="passes-weights">{bytes(size)}</span>
              <span className="passes-tokens" aria-hidden="true">
                {Array.from({ length: out }, (_, i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: tokens are told apart by their place alone
                  <i key={i} />
                ))}
              </span>
              <span className="visually-hidden">{`gives ${out} tokens`}</span>
            </li>
          );
        })}
      </ol>
    </Widget>
  );
}
