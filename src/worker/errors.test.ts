import { expect, test } from 'vitest';
import { NgramTable } from '../core/ngram-table.ts';
import { GgufError } from '../models/gguf-error.ts';
import { toWire } from './errors.ts';

function caught(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test('a draft that cannot be used is named as the cause, with what to do about it', () => {
  const table = toWire(caught(() => new NgramTable(new Uint8Array(64))));
  expect(table).toMatchObject({ code: 'model-invalid' });
  expect(table.message).toMatch(/n-gram table cannot be used: /);
  expect(table.remedy).toMatch(/another draft/);
  const head = toWire(new GgufError('invalid', 'tensor x has no shape', 'Use another file.'));
  expect(head).toMatchObject({ code: 'model-invalid', remedy: 'Use another file.' });
});

test('what nobody foresaw is internal, and cancelling is no error', () => {
  expect(toWire(new TypeError('x'))).toMatchObject({ code: 'internal' });
  expect(toWire(new DOMException('stopped', 'AbortError'))).toMatchObject({ code: 'aborted' });
});
