import { messageOf } from '../core/message-of.ts';
import { NgramTableError } from '../core/ngram-table.ts';
import { EngineError } from '../engine/engine.ts';
import type { WireError } from '../engine/protocol.ts';
import { GgufError } from '../models/gguf-error.ts';
import { GpuError } from '../models/gpu-device.ts';
import { ModelStoreError } from '../models/model-manifest.ts';

/** Any failure in the worker, in words for the page. */
export function toWire(error: unknown): WireError {
  if (error instanceof EngineError) {
    return { code: error.code, message: error.message, remedy: error.remedy };
  }
  if (error instanceof DOMException && error.name === 'AbortError') {
    return { code: 'aborted', message: error.message, remedy: '' };
  }
  if (error instanceof ModelStoreError) {
    const code = error.code === 'manifest-invalid' ? 'model-invalid' : error.code;
    return { code, message: error.message, remedy: error.remedy };
  }
  if (error instanceof GgufError) {
    const code = error.code === 'invalid' ? 'model-invalid' : 'model-unsupported';
    return { code, message: `This model cannot be used: ${error.message}.`, remedy: error.remedy };
  }
  if (error instanceof GpuError) {
    return { code: 'gpu-unavailable', message: `${error.message}.`, remedy: error.remedy };
  }
  if (error instanceof NgramTableError) {
    return {
      code: 'model-invalid',
      message: `This n-gram table cannot be used: ${error.message}.`,
      remedy: 'Choose another draft; if you host the page, check that the folder of drafts was copied whole.',
    };
  }
  return {
    code: 'internal',
    message: `Something unexpected went wrong: ${messageOf(error)}.`,
    remedy: 'Reload the page; if it happens again, copy the diagnostics and report it.',
  };
}
