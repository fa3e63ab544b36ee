import type { ByteSource } from './byte-source.ts';
import { invalid } from './gguf-error.ts';
import { isRecord } from './model-manifest.ts';

/** A JSON object of a file that anybody may have written. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * Reads a file that should hold one JSON object.
 * @param mostBytes longer files are refused unread
 * @throws GgufError when it is too long, no JSON, or no object; whatever the source throws
 */
export async function readJson(path: string, source: ByteSource, mostBytes: number): Promise<JsonRecord> {
  if (source.bytes > mostBytes) {
    throw invalid(
      `${path} has ${source.bytes} bytes; ${mostBytes} are the most that such a file should need`,
    );
  }
  const text = new TextDecoder().decode(await source.read(0, source.bytes));
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw invalid(`${path} is not JSON: ${error instanceof Error ? error.message.slice(0, 120) : error}`);
  }
  if (!isRecord(json)) throw invalid(`${path} does not hold an object`);
  return json;
}

/** A whole number from `least` on; undefined where the field is absent or null. @throws GgufError for anything else */
export function findWhole(json: JsonRecord, field: string, least: number): number | undefined {
  const value = json[field];
  if (value === undefined || value === null) return undefined;
  if (Number.isSafeInteger(value) && Number(value) >= least) return Number(value);
  throw invalid(`${field} is ${shown(value)}, not a whole number from ${least} on`);
}

/** One id or a list of them, as `eos_token_id` is given; empty where the field is absent. @throws GgufError */
export function findIds(json: JsonRecord, field: string): number[] {
  const value = json[field];
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap(id => findWhole({ [field]: id }, field, 0) ?? []);
}

/** A value in an error's message: short, whatever it is. */
export const shown = (value: unknown): string => (JSON.stringify(value) ?? String(value)).slice(0, 60);
