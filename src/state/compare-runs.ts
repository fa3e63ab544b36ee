import type { ArmId } from '../engine/arms.ts';
import { EngineError } from '../engine/engine.ts';
import {
  type CompareItem,
  type Comparison,
  changeItem,
  isItemDone,
  requestOf,
  useCompareStore,
} from './compare-store.ts';
import type { EngineOwner, EngineTurn } from './engine-owner.ts';
import { appendEvents, emptyRun, type RunView } from './run-view.ts';

const { setState, getState } = useCompareStore;

/** Runs what is left of the comparison, prompt by prompt. @returns whether all of it ran */
export async function runItems(turn: EngineTurn, owner: Pick<EngineOwner, 'isLearnt'>): Promise<boolean> {
  for (let index = 0; ; index++) {
    const { comparison } = getState();
    const item = comparison?.items[index];
    if (comparison === undefined || item === undefined) return true;
    if (isItemDone(item, comparison.arms)) continue;
    // Other work came between this prompt's runs, and the table that grows has learnt its text: the later arms would copy what
    // the earlier ones wrote. All of them are measured again, on equal terms.
    const known = owner.isLearnt([{ role: 'user', content: item.prompt.prompt }]);
    if (known && !item.known) changeItem(index, { runs: {}, known });
    if (!(await runItem(turn, comparison, index))) return false;
  }
}

async function runItem(turn: EngineTurn, { arms, terms }: Comparison, index: number): Promise<boolean> {
  for (const arm of runOrder(arms, index)) {
    const item = itemAt(index);
    if (item === undefined) return true;
    if (item.runs[arm] !== undefined) continue;
    const request = requestOf(terms, item.prompt.prompt, arm);
    let view = emptyRun(request);
    let tokens = 0;
    setState({ now: { item: index, arm, tokens } });
    try {
      // Nothing but a count is drawn while a run is measured: drawing takes time from the engine.
      const whole = await turn.generate(request, events => {
        view = appendEvents(view, events);
        for (const event of events) if (event.type === 'round') tokens += event.emitted.length;
        setState({ now: { item: index, arm, tokens } });
      });
      if (!whole) return false;
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'prompt-too-long') throw error;
      changeItem(index, { problem: `${error.message} ${error.remedy}` });
      return true;
    }
    const all = getState().comparison?.items.length ?? 1;
    changeItem(index, { runs: { ...itemAt(index)?.runs, [arm]: all > fewPrompts ? slim(view) : view } });
  }
  return true;
}

/** The arms in an order that begins elsewhere for each prompt, so that a device that slows down favours none of them. */
export function runOrder(arms: readonly ArmId[], item: number): readonly ArmId[] {
  const from = arms.length === 0 ? 0 : item % arms.length;
  return [...arms.slice(from), ...arms.slice(0, from)];
}

const itemAt = (index: number): CompareItem | undefined => getState().comparison?.items[index];

/** As many prompts leave room for the target's other candidates at every token, which one can look into. */
const fewPrompts = 8;

/** A run without the target's other candidates, which a long list has no room for. */
function slim(view: RunView): RunView {
  const events = view.events.map(event =>
    event.type === 'round'
      ? { ...event, emitted: event.emitted.map(emitted => ({ ...emitted, top: [], logSumExp: 0 })) }
      : event,
  );
  return appendEvents(emptyRun(view.request), events);
}
