/** The tables and the kinds of prompts whose answers each has seen; none named: all kinds. */
export const specialists: readonly { readonly name: string; readonly kinds?: readonly string[] }[] = [
  { name: 'general' },
  { name: 'code', kinds: ['code', 'code-explanation'] },
  { name: 'maths', kinds: ['maths'] },
  { name: 'prose', kinds: ['story', 'explanation', 'advice'] },
  { name: 'passages', kinds: ['summary', 'rewriting', 'translation'] },
];
