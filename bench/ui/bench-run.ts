import { failureOf, isAbort } from '../../src/state/failure.ts';
import { type Lane, type Row, takeTurns, warmUp } from '../lib/lanes.mjs';
import { backendNote, choiceNote, memoryNote, movedNote, passesNote } from '../lib/notes.mjs';
import { outcomeOf } from '../lib/outcome.mjs';
import { type LoadedProduct, product, type RunOptions } from '../product.ts';
import { type BenchPhase, useBenchStore } from './bench-store.ts';
import { browserName, describeDevice, type UserAgentData } from './describe-device.ts';
import { type BenchSettings, fixedArms, laneName, lanesOf, promptsOf, timeLeft } from './plan.ts';

const { setState, getState } = useBenchStore;
const enter = (phase: BenchPhase): void => setState({ phase });

let stopping = new AbortController();

/** Ends the run under way; what was measured stays. */
export function stopBench(): void {
  stopping.abort();
}

/** Loads the model and measures what is set; a result comes of it also when it is stopped or fails on the way. */
export async function runBench(): Promise<void> {
  const { settings, phase } = getState();
  if (phase.name !== 'idle') return;
  stopping = new AbortController();
  const { signal } = stopping;
  const rows: Row[] = [];
  const notes: string[] = [];
  const hidden = watchHidden();
  let info: LoadedProduct | undefined;
  let end = 'Finished';
  setState({ failure: undefined, announcement: 'Loading the model.' });
  enter({ name: 'loading', progress: undefined });
  try {
    info = await product.load(
      { backend: settings.backend },
      progress => enter({ name: 'loading', progress }),
      signal,
    );
    notes.push(backendNote(info), passesNote(info));
    await measure(settings, info, { rows, notes, signal });
  } catch (error) {
    end = isAbort(error) ? 'Stopped' : 'Failed';
    if (!isAbort(error)) setState({ failure: failureOf(error) });
  } finally {
    hidden.end();
  }
  const moved = product.moved();
  if (moved !== undefined) notes.push(movedNote(moved));
  if (end !== 'Finished') notes.push(`${end} before all ${settings.prompts} prompts were through.`);
  if (hidden.happened()) {
    notes.push('The page was in the background for part of the run; browsers slow such pages down.');
  }
  if (info !== undefined && rows.length > 0) keep({ rows, notes, settings, info });
  enter({ name: 'idle' });
  setState({ announcement: `${end}: ${rows.length} runs were measured.` });
}

interface Paper {
  readonly rows: Row[];
  readonly notes: string[];
  readonly signal: AbortSignal;
}

async function measure(
  settings: BenchSettings,
  info: LoadedProduct,
  { rows, notes, signal }: Paper,
): Promise<void> {
  const stoppable = {
    ...product,
    run: (request: RunOptions) => product.run(request, signal),
  };
  const prompts = promptsOf(settings);
  // The policy may pick any of them.
  const arms = settings.policy ? info.arms : fixedArms(settings);
  for (const [done, arm] of (['none', ...arms] as const).entries()) {
    enter({ name: 'warm-up', arm, done, all: 1 + arms.length });
    await warmUp(stoppable, arm);
  }
  notes.push(memoryNote(info));
  if (settings.policy) notes.push(await choiceNote(product, prompts));

  const lanes = lanesOf(settings, stoppable);
  const all = lanes.length * prompts.length;
  const start = performance.now();
  // Drawn once a run and not once a token: drawing would take time from what is measured.
  const onTurn = (lane: Lane, prompt: number): void =>
    enter({
      name: 'running',
      prompt: prompt + 1,
      prompts: prompts.length,
      lane: laneName(lane.variant === undefined ? lane.engine : `${lane.engine} (${lane.variant})`),
      done: rows.length,
      all,
      left: timeLeft(performance.now() - start, rows.length, all),
    });
  setState({ announcement: `Measuring ${prompts.length} prompts.` });
  for await (const row of takeTurns(lanes, prompts, settings.maxTokens, onTurn)) rows.push(row);
}

interface Measured {
  readonly rows: readonly Row[];
  readonly notes: readonly string[];
  readonly settings: BenchSettings;
  readonly info: LoadedProduct;
}

function keep({ rows, notes, settings, info }: Measured): void {
  const { userAgentData } = navigator as { readonly userAgentData?: UserAgentData };
  const machine = describeDevice({
    words: settings.machine,
    browser: browserName(navigator.userAgent, userAgentData),
    cores: navigator.hardwareConcurrency,
    gpu: getState().device?.facts.gpu,
    info,
  });
  const { maxTokens } = settings;
  const result = {
    ...outcomeOf(rows, maxTokens),
    rows,
    machine,
    notes,
    maxTokens,
    finishedAt: new Date(),
  };
  setState(({ results }) => ({ results: [result, ...results] }));
}

/** Notes whether the page was out of sight at any time until `end`. */
function watchHidden() {
  let seen = document.hidden;
  const look = (): void => {
    seen ||= document.hidden;
  };
  document.addEventListener('visibilitychange', look);
  return {
    happened: () => seen,
    end: () => document.removeEventListener('visibilitychange', look),
  };
}
