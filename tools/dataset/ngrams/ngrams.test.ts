import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NgramGuesser } from '../../../src/core/ngram-guesser.ts';
import { NgramTable } from '../../../src/core/ngram-table.ts';
import { buildNgramTable, defaultOptions } from '../ngrams.ts';
import { entriesOf, select } from './back-off.ts';
import { bucketsOf, priorsOf } from './buckets.ts';
import { buildAll, readSets } from './build-all.ts';
import { contextsAt, countContexts } from './count.ts';
import { Evaluation } from './evaluate.ts';
import { groupCount, groupOf, Tally } from './groups.ts';
import { corpusOf, type Output, parseOutputs, shareOf } from './outputs.ts';
import { PairTable } from './pair-table.ts';

async function* linesOf(lines: readonly string[]) {
  yield* lines;
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

const fewTokens = fc.array(fc.nat({ max: 3 }), { maxLength: 30 });
const someOutputs = fc
  .array(fc.tuple(fewTokens, fewTokens), { minLength: 1, maxLength: 5 })
  .map(pairs => pairs.map(([prompt, tokens], i): Output => ({ id: `o${i}`, kind: 'any', prompt, tokens })));

/** Text in which the next token mostly follows from the last two, with noise; `seed` makes it another text of the same kind. */
function chain(seed: number, outputs: number, kind = 'story', shift = 0): Output[] {
  let state = seed;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  return Array.from({ length: outputs }, (_, i) => {
    const text = [1, 2, 3, 4, 5, 6];
    while (text.length < 106) {
      const [a = 0, b = 0] = text.slice(-2);
      text.push(
        random() < 0.75 ? 10 + shift + ((a * 7 + b * 13) % 50) : 10 + shift + Math.floor(random() * 50),
      );
    }
    return { id: `${kind}-${seed}-${i}`, kind, prompt: text.slice(0, 6), tokens: text.slice(6) };
  });
}

describe('reading', () => {
  const good = '{"id":"a","kind":"code","prompt":[1,2],"tokens":[3]}';

  test('outputs come line by line, and a cut last line is left out', async () => {
    const read = await collect(parseOutputs(linesOf([good, '', good.slice(0, 30)])));
    expect(read).toEqual([{ id: 'a', kind: 'code', prompt: [1, 2], tokens: [3] }]);
  });

  test.each([
    ['{"id"', /line 1: not JSON/],
    ['[1]', /line 1: id and kind/],
    ['{"id":"a","kind":"b","prompt":[1],"tokens":[70000]}', /line 1: prompt and tokens/],
    ['null', /line 1: not an object/],
  ])('%s in the middle is an error', async (line, message) => {
    await expect(collect(parseOutputs(linesOf([line, good])))).rejects.toThrow(message);
  });

  test('the share of an id is spread evenly', () => {
    const shares = Array.from({ length: 5000 }, (_, i) => shareOf(`prompt-${i}`));
    for (let tenth = 0; tenth < 10; tenth++) {
      const inside = shares.filter(share => Math.floor(share * 10) === tenth).length;
      expect(Math.abs(inside - 500)).toBeLessThan(110);
    }
  });

  test('sets are disjoint, and what is held out is never counted', async () => {
    const line = (id: number) => JSON.stringify({ id: `p${id}`, kind: 'code', prompt: [1], tokens: [2] });
    const all = Array.from({ length: 500 }, (_, i) => line(i));
    const sets = await readSets(linesOf(all), linesOf(all.slice(0, 50)));
    expect(sets.heldOut).toHaveLength(50);
    expect(sets.counted).toHaveLength(450);
    const own = await readSets(linesOf(all), undefined);
    const ids = [own.counted, own.heldOut].flatMap(set => set.map(({ id }) => id));
    expect(new Set(ids).size).toBe(500);
    expect(own.heldOut.length).toBeGreaterThan(10);
  });
});

test('a pair keeps its number, however many come', () => {
  const table = new PairTable(1);
  const pairs = Array.from({ length: 3000 }, (_, i) => [i % 61, (i * 31) % 997] as const);
  const numbers = pairs.map(([a, b]) => table.add(a, b));
  expect(pairs.map(([a, b]) => table.find(a, b))).toEqual(numbers);
  expect(table.find(70, 1)).toBe(-1);
  expect(Math.max(...numbers)).toBe(table.size - 1);
});

describe('counting', () => {
  /** The definition, by strings: what followed each context of `length` tokens, and how often. */
  function reference(outputs: readonly Output[], length: number): Map<string, Map<number, number>> {
    const contexts = new Map<string, Map<number, number>>();
    for (const { prompt, tokens } of outputs) {
      const text = [...prompt, ...tokens];
      for (let at = Math.max(prompt.length, length); at < text.length; at++) {
        const key = text.slice(at - length, at).join();
        const followers = contexts.get(key) ?? new Map<number, number>();
        const next = text[at] ?? 0;
        followers.set(next, (followers.get(next) ?? 0) + 1);
        contexts.set(key, followers);
      }
    }
    return contexts;
  }

  test('is what counting strings gives', () => {
    fc.assert(
      fc.property(someOutputs, outputs => {
        const corpus = corpusOf(outputs, 3);
        for (const order of countContexts(corpus, 3)) {
          const expected = reference(outputs, order.length);
          expect(order.count).toBe(expected.size);
          for (let i = 0; i < order.count; i++) {
            const end = order.end[i] ?? 0;
            const followers = expected.get(corpus.text.slice(end - order.length, end).join());
            const counts = [...(followers?.values() ?? [])];
            expect(order.total[i]).toBe(counts.reduce((sum, n) => sum + n, 0));
            expect(order.most[i]).toBe(Math.max(...counts));
            expect(followers?.get(order.token[i] ?? -1)).toBe(order.most[i]);
          }
        }
      }),
    );
  });

  test('finds its own contexts again', () => {
    fc.assert(
      fc.property(someOutputs, outputs => {
        const corpus = corpusOf(outputs, 3);
        const orders = countContexts(corpus, 3);
        const known = new Int32Array(3);
        for (let i = 0; i < corpus.generated.length; i++) {
          const depth = Math.min(3, corpus.depth[i] ?? 0);
          expect(contextsAt(orders, corpus, i, known)).toBe(depth);
          for (let n = 1; n <= depth; n++) {
            const at = corpus.generated[i] ?? 0;
            const end = orders[n - 1]?.end[known[n - 1] ?? 0] ?? 0;
            expect([...corpus.text.slice(end - n, end)]).toEqual([...corpus.text.slice(at - n, at)]);
          }
        }
      }),
    );
  });

  test('without pruning, the answer of a context gives the same guess as the context itself', () => {
    fc.assert(
      fc.property(someOutputs, outputs => {
        const entries = entriesOf(countContexts(corpusOf(outputs, 3), 3));
        const { answer } = select(entries, () => true);
        for (let entry = 0; entry < answer.length; entry++) {
          const from = answer[entry] ?? 0;
          expect(entries.total[from]).toBe(entries.total[entry]);
          expect(entries.most[from]).toBe(entries.most[entry]);
        }
      }),
    );
  });
});

describe('buckets and priors', () => {
  test('ascend with how reliable a group is, and few tries move a prior little', () => {
    const tally = new Tally(groupCount(1));
    const good = groupOf(0, 5, 90, 100, 0, 0, 0);
    const bad = groupOf(0, 5, 10, 100, 0, 0, 0);
    for (let i = 0; i < 1000; i++) {
      tally.add(good, i % 10 !== 0);
      tally.add(bad, i % 10 === 0);
    }
    const { ofGroup, count } = bucketsOf(tally, 48);
    expect(ofGroup[good]).toBeGreaterThan(ofGroup[bad] ?? 0);
    expect(count).toBeLessThanOrEqual(48);
  });

  test('priors follow the counts, and ascend with bucket and circumstances', () => {
    // No recent guess counts here: two numbers for each bucket, the second for tokens that occur in the text.
    const tried = Float64Array.from([1000, 1000, 2000, 2, 1000, 1000]);
    const hit = Float64Array.from([100, 300, 800, 0, 600, 900]);
    const priors = priorsOf(tried, hit, 3, 0);
    expect(priors[0]).toBeCloseTo(0.1, 1);
    expect(priors[5]).toBeCloseTo(0.9, 1);
    // Two misses after a hit don't outweigh two thousand tries without one.
    expect(priors[3]).toBeGreaterThan(0.4);
    for (let bucket = 0; bucket < 3; bucket++) {
      expect(priors[2 * bucket + 1]).toBeGreaterThanOrEqual(priors[2 * bucket] ?? 1);
    }
    for (const h of [0, 1]) {
      expect(priors[2 + h]).toBeGreaterThanOrEqual(priors[h] ?? 1);
      expect(priors[4 + h]).toBeGreaterThanOrEqual(priors[2 + h] ?? 1);
    }
  });
});

describe('a table', () => {
  const options = { ...defaultOptions, maxBytes: 200_000 };
  const evaluate = (bytes: Uint8Array, outputs: readonly Output[]) => {
    const evaluation = new Evaluation(new NgramGuesser('test', new NgramTable(bytes)));
    for (const output of outputs) evaluation.add(output);
    return evaluation.report();
  };

  test('guesses a text of its kind about as well as can be, and knows how well', () => {
    const { bytes } = buildNgramTable(chain(1, 300), options);
    const report = evaluate(bytes, chain(3, 60));
    // The chain's rule gives 0.75 and a little by chance.
    expect(report.agreement).toBeGreaterThan(0.7);
    expect(report.agreement).toBeLessThan(0.8);
    expect(report.calibrationError).toBeLessThan(0.04);
    expect(report.speedUp).toBeGreaterThan(1.1);
  });

  test('is of little use on a text of another kind', () => {
    const { bytes } = buildNgramTable(chain(1, 300), options);
    expect(evaluate(bytes, chain(3, 30, 'code', 1000)).agreement).toBeLessThan(0.05);
  });

  test('stays within its bytes; fewer bytes cost agreement', () => {
    const sizes = [3000, 6000, 12_000, 200_000];
    const built = sizes.map(maxBytes =>
      buildNgramTable(chain(1, 300), { ...options, maxBuckets: 16, maxBytes }),
    );
    built.forEach(({ bytes }, i) => {
      expect(bytes.length).toBeLessThanOrEqual(sizes[i] ?? 0);
    });
    const agreement = built.map(({ bytes }) => evaluate(bytes, chain(3, 60)).agreement);
    expect(agreement[0]).toBeLessThan(agreement[3] ?? 0);
    expect(agreement[1]).toBeLessThanOrEqual((agreement[2] ?? 0) + 0.01);
  });

  test('the same outputs give the same bytes', () => {
    const build = () => buildNgramTable(chain(1, 50), options).bytes;
    expect(build()).toEqual(build());
  });

  test('needs outputs to count and others to try it on', () => {
    expect(() => buildNgramTable(chain(1, 1), options)).toThrow(/too few/);
  });
});

test('specialists see their kinds only, and one without outputs is left out', () => {
  const lines: string[] = [];
  const sets = {
    counted: [...chain(1, 60), ...chain(1, 60, 'code', 1000)],
    heldOut: [...chain(3, 10), ...chain(3, 10, 'code', 1000)],
  };
  const tables = buildAll(
    sets,
    { ...defaultOptions, maxBytes: 100_000 },
    ['general', 'code', 'maths'],
    line => lines.push(line),
  );
  expect(tables.map(({ name }) => name)).toEqual(['general', 'code']);
  expect(lines.join('\n')).toMatch(/maths: only 0 outputs of maths/);
  const code = new NgramTable(tables[1]?.bytes ?? new Uint8Array(0));
  for (const { token } of code.orders) {
    for (const next of token) expect(next === 0 || next >= 1010).toBe(true);
  }
});
