import { messageOf } from '../core/message-of.ts';
import { EngineError } from '../engine/engine.ts';
import type { Failure } from './engine-store.ts';

/** Any thrown value as words with a remedy. */
export function failureOf(error: unknown): Failure {
  if (error instanceof EngineError) {
    return { code: error.code, message: error.message, remedy: error.remedy };
  }
  return {
    code: 'internal',
    message: messageOf(error),
    remedy: 'This is a defect of the page. Copy the diagnostics and report it; reloading may help.',
  };
}

/** Whether a thrown value is only somebody's own Cancel. */
export function isAbort(error: unknown): boolean {
  return typeof error === 'object' && error !== null && (error as { name?: unknown }).name === 'AbortError';
}
