import type { Engine, GenerateEvent, GenerateRequest } from '../engine/engine.ts';
import { endDraftLoading, noteDraft } from './draft-files.ts';
import { EventBatcher, type NextFrame } from './event-batcher.ts';

/**
 * One generation of any engine, its events handed on at most once a frame.
 * @returns whether it ended by itself
 * @throws what the engine throws; what came before is handed on first
 */
export async function generateWith(
  from: Engine,
  request: GenerateRequest,
  signal: AbortSignal,
  nextFrame: NextFrame,
  onEvents: (events: readonly GenerateEvent[]) => void,
): Promise<boolean> {
  const batcher = new EventBatcher(onEvents, nextFrame);
  let completed = false;
  try {
    for await (const event of from.generate(request, signal, noteDraft)) {
      batcher.push(event);
      if (event.type === 'done') completed = event.reason !== 'cancelled';
    }
  } finally {
    endDraftLoading();
    batcher.flush();
  }
  return completed;
}
