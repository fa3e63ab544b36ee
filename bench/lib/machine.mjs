/** What the figures were measured on, in one line. */
import { cpus } from 'node:os';

export function describeMachine(browserVersion, info) {
  const [cpu] = cpus();
  const parts = [
    `${cpu?.model.trim() ?? 'unknown CPU'}, ${cpus().length} cores`,
    `Chromium ${browserVersion}`,
    info && `kernel build ${info.kernel}, ${info.threads} thread${info.threads === 1 ? '' : 's'}`,
  ];
  return parts.filter(Boolean).join('; ');
}
