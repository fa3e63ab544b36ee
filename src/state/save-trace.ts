import type { ModelInfo } from '../engine/engine.ts';
import type { Trace } from '../engine/trace.ts';
import type { RunView } from './run-view.ts';

/** A finished run as a recording that replays. */
export function traceOf(
  run: RunView,
  baseline: RunView | undefined,
  info: ModelInfo,
  machine: string,
  now: Date,
): Trace {
  const { id, name, threads, kernel, cost } = info;
  return {
    format: 'draftpick-trace',
    version: 1,
    recordedAt: now.toISOString(),
    machine,
    model: { id, name, threads, kernel, cost },
    request: run.request,
    events: run.events,
    ...(baseline?.done === undefined ? {} : { baseline: baseline.events }),
  };
}

/** A browser's name and major version from its user agent, as far as it can be told. */
export function browserName(userAgent: string): string {
  const found =
    /(Firefox)\/(\d+)/.exec(userAgent) ??
    /(Edg)\/(\d+)/.exec(userAgent) ??
    /(Chrome)\/(\d+)/.exec(userAgent) ??
    (/Safari\//.test(userAgent) ? /(Version)\/(\d+)/.exec(userAgent) : null);
  if (found === null) return 'unknown browser';
  const names: Readonly<Record<string, string>> = { Edg: 'Edge', Version: 'Safari' };
  const name = found[1] ?? '';
  return `${names[name] ?? name} ${found[2]}`;
}

/** The machine of a recording in words. */
export function machineName(cores: number | undefined, userAgent: string): string {
  return `${cores ?? 'unknown'} logical cores, ${browserName(userAgent)}`;
}
