/** The parts of JSON, each after its white space. */
const part =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: JSON allows none of them in a text
  /[ \t\r\n]*(?:([[\]{},:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

/**
 * Line (1-based) on which a text stops being JSON. Browsers tell the position of a syntax error in their own words, or not at all;
 * this is the same everywhere.
 */
export function lineOfJsonError(text: string): number {
  const open: ('{' | '[')[] = [];
  let want: 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'after' = 'value';
  let at = 0;
  for (;;) {
    part.lastIndex = at;
    const found = part.exec(text);
    if (found === null) break;
    const sign = found[1];
    const isText = found[2] !== undefined;
    const inside = open.at(-1);
    if (want === 'colon') {
      if (sign !== ':') break;
      want = 'value';
    } else if (want === 'after') {
      if (sign === ',' && inside !== undefined) want = inside === '{' ? 'key' : 'value';
      else if ((sign === '}' && inside === '{') || (sign === ']' && inside === '[')) open.pop();
      else break;
    } else if (want === 'key' || want === 'key-or-end') {
      if (isText) want = 'colon';
      else if (sign === '}' && want === 'key-or-end') {
        open.pop();
        want = 'after';
      } else break;
    } else if (sign === '{' || sign === '[') {
      open.push(sign);
      want = sign === '{' ? 'key-or-end' : 'value-or-end';
    } else if (sign === ']' && want === 'value-or-end') {
      open.pop();
      want = 'after';
    } else if (sign === undefined) want = 'after';
    else break;
    at = part.lastIndex;
  }
  const space = /[ \t\r\n]*/y;
  space.lastIndex = at;
  space.exec(text);
  return lineAt(text, space.lastIndex);
}

/** Line (1-based) that a position lies on. */
export function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) line += 1;
  return line;
}
