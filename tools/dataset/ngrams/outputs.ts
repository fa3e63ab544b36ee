/** One answer of the target model. */
export interface Output {
  readonly id: string;
  readonly kind: string;
  /** Token ids of the whole chat prompt, template included. */
  readonly prompt: readonly number[];
  /** Token ids of the answer. */
  readonly tokens: readonly number[];
}

/**
 * Outputs from lines of JSON. A last line that is cut, because the file is still being written, is left out.
 * @throws Error naming the line when another one is broken.
 */
export async function* parseOutputs(lines: AsyncIterable<string>): AsyncGenerator<Output> {
  let number = 0;
  let broken: string | undefined;
  for await (const line of lines) {
    number++;
    if (broken !== undefined) throw new Error(broken);
    if (line.trim() === '') continue;
    const output = parseOutput(line);
    if (typeof output === 'string') broken = `line ${number}: ${output}`;
    else yield output;
  }
}

/** @returns what is wrong, if something is. */
function parseOutput(line: string): Output | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return 'not JSON';
  }
  if (typeof value !== 'object' || value === null) return 'not an object';
  const { id, kind, prompt, tokens } = value as Record<string, unknown>;
  if (typeof id !== 'string' || typeof kind !== 'string') return 'id and kind must be strings';
  if (!isTokens(prompt) || !isTokens(tokens)) return 'prompt and tokens must be lists of token ids';
  return { id, kind, prompt, tokens };
}

function isTokens(value: unknown): value is number[] {
  return (
    Array.isArray(value) && value.every(token => Number.isInteger(token) && token >= 0 && token < 65_536)
  );
}

/** A number in [0, 1) that depends on the id alone: FNV-1a over its characters, then murmur3's finaliser. */
export function shareOf(id: string): number {
  let x = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) x = Math.imul(x ^ id.charCodeAt(i), 0x01000193);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 0) / 2 ** 32;
}

/** Outputs one behind the other, each with the end of its prompt before it. */
export interface Corpus {
  readonly text: Uint16Array;
  /** Positions in `text` of the tokens that were generated. */
  readonly generated: Int32Array;
  /** For each of them, how many tokens of the same conversation lie before it, at most 255. */
  readonly depth: Uint8Array;
}

/** @param reach how much of a prompt's end is kept. */
export function corpusOf(outputs: readonly Output[], reach: number): Corpus {
  const kept = outputs.map(({ prompt }) => Math.min(reach, prompt.length));
  const generatedCount = outputs.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const text = new Uint16Array(generatedCount + kept.reduce((sum, n) => sum + n, 0));
  const generated = new Int32Array(generatedCount);
  const depth = new Uint8Array(generatedCount);
  let at = 0;
  let index = 0;
  outputs.forEach(({ prompt, tokens }, i) => {
    const before = kept[i] ?? 0;
    text.set(prompt.slice(prompt.length - before), at);
    at += before;
    text.set(tokens, at);
    for (let n = 0; n < tokens.length; n++) {
      generated[index] = at + n;
      depth[index++] = Math.min(255, before + n);
    }
    at += tokens.length;
  });
  return { text, generated, depth };
}
