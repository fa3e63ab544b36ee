/** A Markdown table of a header and its lines. */
export function markdownTable(cells: readonly (readonly string[])[]): string;
