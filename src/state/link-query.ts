/** Longest query that most links are written or read with, in characters: what mail and chat programs pass on unharmed. */
export const longestLink = 8000;

/** Why a link cannot be used, as words that go on after “the link was not used:”. */
export interface InvalidLink {
  readonly kind: 'invalid';
  readonly reason: string;
}

/** What a link says to a room: settings, nothing, or why it cannot be used. */
export type ParsedLink<Settings> =
  | { readonly kind: 'none' }
  | { readonly kind: 'settings'; readonly settings: Settings }
  | InvalidLink;

/** What a query is before a room reads it: nothing, its values, or not to be read. */
export type OpenedLink =
  | { readonly kind: 'none' }
  | { readonly kind: 'values'; readonly values: URLSearchParams }
  | InvalidLink;

/** Opens a query that {@link versionedQuery} wrote. A link of another version is not guessed at. */
export function openLink(query: string, version: string, longest = longestLink): OpenedLink {
  if (query === '') return { kind: 'none' };
  if (query.length > longest) {
    return { kind: 'invalid', reason: `the link is longer than ${longest} characters` };
  }
  const values = new URLSearchParams(query);
  const found = values.get('v');
  if (found === null) return { kind: 'none' };
  if (found === version) return { kind: 'values', values };
  return {
    kind: 'invalid',
    reason: `the link has version ${found.slice(0, 8)}, this page reads version ${version}`,
  };
}

/** A query with the version of its format in front; empty without values. */
export function versionedQuery(version: string, values: URLSearchParams): string {
  const text = values.toString();
  return text === '' ? '' : `v=${version}&${text}`;
}

/** The number a value of a link stands for; NaN where it is missing, blank or no number. */
export function numberOf(value: string | null): number {
  return value === null || value.trim() === '' ? Number.NaN : Number(value);
}

/** A link that names a draft this build lacks. */
export function unknownDraft(name: string): InvalidLink {
  return {
    kind: 'invalid',
    reason: `the link asks for a draft this version does not have (${name.slice(0, 40)})`,
  };
}
