import { promptFeatures } from '../core/policy/features.ts';
import { type ArmId, isArmId } from '../engine/arms.ts';
import { EngineError } from '../engine/engine.ts';
import { readComparison } from './compare-import.ts';
import { type ComparePrompt, parsePromptList } from './compare-list.ts';
import { runItems } from './compare-runs.ts';
import { type CompareSettings, defaultCompareSettings } from './compare-settings.ts';
import { comparePlayback, useCompareStore } from './compare-store.ts';
import { compareVerdict } from './compare-verdict.ts';
import { armFiles, useDraftFilesStore } from './draft-files.ts';
import type { EngineOwner, EngineTurn } from './engine-owner.ts';
import { type Failure, useEngineStore } from './engine-store.ts';
import { failureOf } from './failure.ts';
import { choose } from './policy-store.ts';
import { useRunStore } from './run-store.ts';
import { defaultSettings } from './settings.ts';
import { fittingArms, misfit } from './target-store.ts';

/** What a person can do in Compare. None of these rejects: failures go to the store. */
export interface CompareActions {
  /** Runs what the form says, in place of the comparison that is there. */
  start(): Promise<void>;
  /** Runs what is left of the comparison. */
  resume(): Promise<void>;
  /** Ends the run under way; finished runs stay. */
  stop(): void;
  /** Shows a comparison from a file's text; a bad one changes nothing and is explained. */
  open(text: string): void;
}

/** What Compare needs from outside. */
export interface CompareDeps {
  readonly owner: Pick<EngineOwner, 'use' | 'stop' | 'isLearnt'>;
  readonly now: () => Date;
  /** The machine in words, for the file. */
  readonly machine: () => string;
  /** Name of an arm, for what is said at the end. */
  readonly armName: (arm: ArmId) => string;
  readonly reducedMotion: () => boolean;
}

const { setState, getState } = useCompareStore;

/**
 * Makes the actions of Compare.
 *
 * Runs here teach the policy nothing. A comparison runs every arm, also poor ones, on prompts chosen to see a difference; learning
 * from that would shift what the policy knows of the prompts a person really has.
 */
export function createCompareActions(deps: CompareDeps): CompareActions {
  const { owner, now, machine, armName, reducedMotion } = deps;
  const report = (error: Failure): void => setState({ error });

  async function start(): Promise<void> {
    const { settings } = getState();
    const prompts = promptsOf(settings);
    if (prompts === undefined) return;
    const offered = useDraftFilesStore.getState();
    const arms = settings.arms.filter(
      arm => armFiles(arm, offered).state !== 'absent' && misfit(arm) === undefined,
    );
    // Arms that nobody asked for by name need no excuse.
    const asked = settings.arms.join() !== defaultCompareSettings.arms.join();
    const absent = asked ? settings.arms.filter(arm => !arms.includes(arm)) : [];
    await owner.use(
      'compare',
      async turn => {
        const { info } = useEngineStore.getState();
        if (info === undefined) return;
        const { id, name, threads, kernel, cost } = info;
        const { temperature, seed, maxTokens } = settings;
        const { topK, topP, maxDraft } = defaultSettings;
        comparePlayback.showAll();
        setState(({ notes, pinned }) => ({
          comparison: {
            startedAt: now().toISOString(),
            machine: machine(),
            model: { id, name, threads, kernel, cost },
            terms: { sampling: { temperature, topK, topP, seed }, maxTokens, maxDraft },
            arms,
            items: prompts.map(prompt => ({
              prompt,
              picked: pickFor(prompt),
              runs: {},
              known: owner.isLearnt([{ role: 'user', content: prompt.prompt }]),
            })),
            origin: 'here',
          },
          open: 0,
          pinned: pinned !== undefined && arms.includes(pinned) ? pinned : undefined,
          notes:
            absent.length === 0
              ? notes
              : [
                  ...notes,
                  `Left out, as this copy of the page comes without their files: ${absent.map(armName).join(', ')}.`,
                ],
        }));
        await runAll(turn);
      },
      report,
    );
  }

  async function resume(): Promise<void> {
    if (getState().comparison === undefined) return;
    await owner.use('compare', runAll, report);
  }

  async function runAll(turn: EngineTurn): Promise<void> {
    setState({ phase: 'running', error: undefined, problem: undefined });
    useRunStore.setState({ announcement: '' });
    try {
      const whole = await runItems(turn, owner);
      const { comparison } = getState();
      if (comparison === undefined) return;
      useRunStore.setState({
        announcement: whole
          ? `Finished. ${compareVerdict(comparison, armName)}`
          : 'Stopped; finished runs are kept.',
      });
      if (whole && comparison.items.length === 1 && !reducedMotion()) comparePlayback.playFromStart();
    } finally {
      setState({ phase: 'idle', now: undefined });
    }
  }

  return {
    start,
    resume,
    stop: () => owner.stop('compare'),
    open: text => {
      if (getState().phase === 'running') return;
      const read = readComparison(text);
      if (!read.ok) {
        setState({ problem: `The file was not opened: ${read.problem}.` });
        return;
      }
      comparePlayback.showAll();
      setState({
        comparison: read.comparison,
        open: 0,
        pinned: undefined,
        error: undefined,
        problem: undefined,
        notes: [],
      });
    },
  };
}

/** The form's prompts; where there are none to run, says why and returns undefined. */
function promptsOf(settings: CompareSettings): readonly ComparePrompt[] | undefined {
  const { mode, prompt, list } = settings;
  setState({ notes: [], problem: undefined, error: undefined });
  if (mode === 'one') {
    if (prompt.trim() !== '') return [{ id: 'p1', prompt }];
    const empty = new EngineError(
      'prompt-empty',
      'The prompt is empty.',
      'Write something, or pick an example.',
    );
    setState({ error: failureOf(empty) });
    return undefined;
  }
  const parsed = parsePromptList(list);
  if (!parsed.ok) {
    setState({ problem: `Line ${parsed.line} of the list: ${parsed.problem}.` });
    return undefined;
  }
  const { prompts, repeats } = parsed;
  if (repeats.length > 0) {
    const lines = repeats.map(({ line, of }) => `line ${line} (as line ${of})`).join(', ');
    setState({ notes: [`Repeated prompts are run once. Left out: ${lines}.`] });
  }
  return prompts;
}

function pickFor({ prompt }: ComparePrompt): ArmId {
  const { arm } = choose(promptFeatures(prompt, 0), fittingArms(useEngineStore.getState().info));
  return isArmId(arm) ? arm : 'none';
}
