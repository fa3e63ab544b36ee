/** One prompt to compare drafts on. */
export interface ComparePrompt {
  /** Unique in its list; stands for the prompt in tables and files. */
  readonly id: string;
  readonly prompt: string;
  /** What kind of prompt it is, where the list says so. */
  readonly kind?: string;
}

/** Sizes of a list. They keep results (every round of every run) within a few tens of megabytes. */
export const listLimits = {
  /** Characters of the whole text. */
  text: 400_000,
  prompts: 100,
  /** Characters of one prompt; what the context holds is checked by the engine. */
  prompt: 12_000,
  id: 60,
  kind: 40,
} as const;

/** A list as read, or the first thing that is wrong with it. */
export type ParsedList =
  | {
      readonly ok: true;
      readonly prompts: readonly ComparePrompt[];
      /** Lines that repeat the prompt of an earlier one and were left out, with that line (both 1-based). */
      readonly repeats: readonly { readonly line: number; readonly of: number }[];
    }
  | { readonly ok: false; readonly line: number; readonly problem: string };

/**
 * Reads a list: one prompt a line, or JSON Lines with `{"prompt", "id"?, "kind"?}` when the first line begins with `{`. Empty
 * lines count but say nothing.
 *
 * A repeated prompt is left out: the table that grows would know its answer the second time, and drafts that use the table
 * would look better than they are on a new prompt.
 */
export function parsePromptList(text: string): ParsedList {
  if (text.length > listLimits.text) {
    const line = text.slice(0, listLimits.text).split('\n').length;
    return wrong(line, `the list goes on beyond ${listLimits.text.toLocaleString('en')} characters`);
  }
  const lines = text.split('\n').map((content, i) => ({ content: content.trim(), line: i + 1 }));
  const used = lines.filter(({ content }) => content !== '');
  const isJson = used[0]?.content.startsWith('{') ?? false;
  const prompts: ComparePrompt[] = [];
  const lineOfPrompt = new Map<string, number>();
  const lineOfId = new Map<string, number>();
  const repeats: { line: number; of: number }[] = [];
  for (const { content, line } of used) {
    const entry = isJson ? readEntry(content) : { prompt: content };
    if (typeof entry === 'string') return wrong(line, entry);
    if (entry.prompt.length > listLimits.prompt) {
      return wrong(line, `a prompt may have ${listLimits.prompt.toLocaleString('en')} characters`);
    }
    const before = lineOfPrompt.get(entry.prompt);
    if (before !== undefined) {
      repeats.push({ line, of: before });
      continue;
    }
    const id = entry.id ?? `p${prompts.length + 1}`;
    const sameId = lineOfId.get(id);
    if (sameId !== undefined) return wrong(line, `the id “${id}” stands in line ${sameId} already`);
    if (prompts.length === listLimits.prompts) {
      return wrong(line, `a list may have ${listLimits.prompts} prompts`);
    }
    lineOfPrompt.set(entry.prompt, line);
    lineOfId.set(id, line);
    prompts.push({ ...entry, id });
  }
  if (prompts.length === 0) return wrong(1, 'the list has no prompts');
  return { ok: true, prompts, repeats };
}

function wrong(line: number, problem: string): ParsedList {
  return { ok: false, line, problem };
}

/** One line of JSON Lines; a text says what is wrong. */
function readEntry(text: string): { prompt: string; id?: string; kind?: string } | string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'this is no JSON; a list that begins with { needs one JSON object a line';
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return 'this is no JSON object';
  const { prompt, id, kind, category } = json as Record<string, unknown>;
  if (typeof prompt !== 'string' || prompt.trim() === '') return '“prompt” is missing or empty';
  if (id !== undefined && !isShort(id, listLimits.id)) {
    return `“id” must be a text of 1 to ${listLimits.id} characters`;
  }
  // The project's own prompt files call it category.
  const named = kind ?? category;
  if (named !== undefined && !isShort(named, listLimits.kind)) {
    return `“kind” must be a text of 1 to ${listLimits.kind} characters`;
  }
  return {
    prompt,
    ...(id === undefined ? {} : { id }),
    ...(named === undefined ? {} : { kind: named }),
  };
}

function isShort(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.trim() !== '' && value.length <= most;
}

/** The prompts of a list as typed; none while it is empty or something is wrong with it. */
export function promptsOf(list: string): readonly ComparePrompt[] {
  const parsed = list.trim() === '' ? undefined : parsePromptList(list);
  return parsed?.ok ? parsed.prompts : [];
}
