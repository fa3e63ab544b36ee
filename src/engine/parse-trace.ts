import type { Trace } from './trace.ts';

/**
 * Reads a trace from parsed JSON. Checks what would break a replay (format, version, event types, order), not every
 * number: traces come from this site's own folder.
 * @throws Error whose message says what is wrong.
 */
export function parseTrace(json: unknown): Trace {
  const root = record(json, 'the recording');
  if (root.format !== 'draftpick-trace') throw new Error('this is not a recording of Draftpick');
  if (root.version !== 1)
    throw new Error(`this recording has version ${String(root.version)}; version 1 is read`);
  const request = record(root.request, 'its request');
  if (!Array.isArray(request.messages)) throw new Error('its request has no messages');
  const model = record(root.model, 'its model');
  const cost = record(model.cost, 'its cost table');
  if (!Array.isArray(cost.targetMs)) throw new Error('its cost table is empty');
  checkEvents(root.events);
  if (root.baseline !== undefined) checkEvents(root.baseline);
  return json as Trace;
}

function checkEvents(value: unknown): void {
  if (!Array.isArray(value)) throw new Error('its events are not a list');
  const types = value.map(event => record(event, 'an event').type);
  if (types[0] !== 'prefill' || types.at(-1) !== 'done') throw new Error('its events are incomplete');
  if (types.slice(1, -1).some(type => type !== 'round')) throw new Error('its events are out of order');
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error(`${what} is missing`);
  return value as Record<string, unknown>;
}
