import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  bits,
  type KernelBuild,
  kernelBuilds,
  kernelModule,
  randomIntegers,
} from './kernel-builds.test-helper.ts';
import * as definition from './kernel-definitions.test-helper.ts';
import { createMemory, instantiateKernels, type KernelExports, KernelTrial } from './kernels.ts';
import { planMemory, topCount } from './memory-layout.ts';

const firstFree = 65536;

/** One build over a memory of its own, with a place for inputs and outputs. */
class Bench {
  #top = firstFree;
  private constructor(
    readonly build: KernelBuild,
    readonly kernels: KernelExports,
    readonly buffer: ArrayBufferLike,
  ) {}

  static async create(build: KernelBuild): Promise<Bench> {
    const memory = createMemory(2 ** 22);
    return new Bench(build, await instantiateKernels(kernelModule(build), memory), memory.buffer);
  }

  /** Forgets everything placed so far. What is left there must not matter, so it becomes NaN. */
  clear(): this {
    new Uint8Array(this.buffer, firstFree, this.#top - firstFree).fill(0xff);
    this.#top = firstFree;
    return this;
  }
  room(bytes: number): number {
    const address = this.#top;
    this.#top = Math.ceil((address + bytes) / 64) * 64;
    return address;
  }
  place(data: Uint8Array | Int8Array | Float32Array): number {
    const address = this.room(data.byteLength);
    new Uint8Array(this.buffer, address).set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return address;
  }
  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.buffer, address, length).slice();
  }
  floats(address: number, length: number): Float32Array<ArrayBuffer> {
    return new Float32Array(this.buffer, address, length).slice();
  }
}

let benches: Bench[] = [];
beforeAll(async () => {
  benches = await Promise.all(kernelBuilds.map(Bench.create));
});

/** Runs `compute` in every build, expects the same bits of each, and returns them. */
function inEveryBuild(compute: (bench: Bench) => Float32Array): Float32Array {
  const [first, ...others] = benches.map(bench => ({ build: bench.build, out: compute(bench.clear()) }));
  if (first === undefined) throw new Error('there are no builds');
  for (const { build, out } of others) {
    if (!bits(out).equals(bits(first.out))) throw new Error(`${build} gives other bits than ${first.build}`);
  }
  return first.out;
}

/** Expects every value within `relative` times its magnitude of the definition's. */
function expectClose(out: Float32Array, wanted: readonly definition.Estimate[], relative: number): void {
  expect(out.length).toBe(wanted.length);
  wanted.forEach(({ value, magnitude }, i) => {
    if (!(Math.abs((out[i] ?? Number.NaN) - value) <= relative * magnitude)) {
      throw new Error(`output ${i} is ${out[i]}, expected ${value} ± ${relative * magnitude}`);
    }
  });
}

const seed = fc.nat();

/** Floats uniform in ±`amplitude`. */
function randomFloats(random: (limit: number) => number, count: number, amplitude: number): Float32Array {
  return Float32Array.from({ length: count }, () => (random(2 ** 24) / 2 ** 23 - 1) * amplitude);
}

/** f16 bits of either sign and any exponent up to 2^3: zeros and subnormal numbers are among them. */
const randomHalf = (random: (limit: number) => number): number => (random(2) << 15) | random(19 << 10);

function randomMatrix(
  random: (limit: number) => number,
  planes: 1 | 2,
  rows: number,
  columns: number,
): definition.QuantisedMatrix {
  const halves = () => Uint16Array.from({ length: (rows * columns) / 32 }, () => randomHalf(random));
  const units = Uint8Array.from({ length: rows * columns }, () => random(planes === 1 ? 16 : 256));
  return { rows, columns, planes, units, scales: halves(), zeros: halves() };
}

describe('quantise', () => {
  test('gives exactly the integers and scales of its definition', () => {
    const magnitude = fc.double({ min: 1e-30, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(seed, magnitude, fc.integer({ min: 1, max: 6 }), (start, amplitude, blocks) => {
        const x = randomFloats(randomIntegers(start), blocks * 32, amplitude);
        const wanted = definition.quantise(x);
        for (const bench of benches) {
          bench.clear();
          const [from, to, pairs] = [bench.place(x), bench.room(x.length), bench.room(x.length / 4)];
          bench.kernels.quantise(from, x.length, to, pairs);
          expect(new Int8Array(bench.bytes(to, x.length).buffer)).toEqual(wanted.bytes);
          expect(bench.floats(pairs, x.length / 16)).toEqual(wanted.pairs);
        }
      }),
    );
  });

  test('ties go to the even integer, zeros stay zeros, and the largest becomes ±127', () => {
    const x = new Float32Array(64);
    x.set([127, 0.5, 1.5, 2.5, -0.5, -1.5, -2.5, -127]);
    for (const bench of benches) {
      bench.clear();
      const [from, to, pairs] = [bench.place(x), bench.room(64), bench.room(16)];
      bench.kernels.quantise(from, 64, to, pairs);
      const bytes = new Int8Array(bench.bytes(to, 64).buffer);
      expect([...bytes.subarray(0, 9)]).toEqual([127, 0, 2, 2, 0, -2, -2, -127, 0]);
      expect(bytes.subarray(32).every(q => q === 0)).toBe(true);
      expect([...bench.floats(pairs, 4)]).toEqual([2 ** 100, 0, 0, 0]);
    }
  });
});

describe('matmul', () => {
  const maxRows = 64;

  /** All rows of x against the groups `from … to - 1`; outputs that were not computed are NaN. */
  function multiply(
    bench: Bench,
    matrix: definition.QuantisedMatrix,
    x: definition.QuantisedRows,
    ranges: readonly (readonly [from: number, to: number])[],
    padding = 0,
  ): Float32Array {
    const { planes, columns } = matrix;
    const stride = matrix.rows + padding;
    const rows = x.bytes.length / columns;
    const weights = bench.place(definition.packTiles(matrix));
    const [bytes, pairs] = [bench.place(x.bytes), bench.place(x.pairs)];
    const out = bench.place(new Float32Array(rows * stride).fill(Number.NaN));
    for (const [from, to] of ranges) {
      bench.kernels.matmul(weights, planes, bytes, pairs, rows, columns, out, stride, from, to);
    }
    const floats = bench.floats(out, rows * stride);
    if (padding === 0) return floats;
    const behind = floats.filter((_, i) => i % stride >= matrix.rows);
    expect(behind.every(Number.isNaN)).toBe(true);
    return floats.filter((_, i) => i % stride < matrix.rows);
  }

  const someRows = (x: definition.QuantisedRows, columns: number, from: number, to: number) => ({
    bytes: x.bytes.slice(from * columns, to * columns),
    pairs: x.pairs.slice((from * columns) / 16, (to * columns) / 16),
  });

  const planes = fc.constantFrom<(1 | 2)[]>(1, 2);
  const groups = fc.integer({ min: 1, max: 4 });
  const blocks = fc.integer({ min: 1, max: 6 });
  // Several rows pass over more than 24 blocks in stretches.
  const anyBlocks = fc.oneof(blocks, fc.integer({ min: 25, max: 37 }));

  test('is the product, within 2e-6 of the magnitudes added up, with the same bits in every build', () => {
    fc.assert(
      fc.property(seed, planes, groups, anyBlocks, fc.integer({ min: 1, max: maxRows }), (...sizes) => {
        const [start, planeCount, groupCount, blockCount, rows] = sizes;
        const random = randomIntegers(start);
        const matrix = randomMatrix(random, planeCount, groupCount * 16, blockCount * 32);
        const x = definition.quantise(randomFloats(random, rows * matrix.columns, 1 + random(20)));
        const out = inEveryBuild(bench => multiply(bench, matrix, x, [[0, groupCount]], 16));
        expectClose(out, definition.matmul(matrix, x), 2e-6);
      }),
      { numRuns: 60 },
    );
  });

  test('a row has the same bits whatever the number of rows and however groups are shared out', () => {
    fc.assert(
      fc.property(seed, planes, groups, anyBlocks, (start, planeCount, groupCount, blockCount) => {
        const random = randomIntegers(start);
        const matrix = randomMatrix(random, planeCount, groupCount * 16, blockCount * 32);
        const { columns } = matrix;
        const x = definition.quantise(randomFloats(random, maxRows * columns, 3));
        for (const bench of benches) {
          const single = Array.from({ length: maxRows }, (_, m) =>
            bits(multiply(bench.clear(), matrix, someRows(x, columns, m, m + 1), [[0, groupCount]])),
          );
          for (let count = 1; count <= maxRows; count++) {
            const from = random(maxRows - count + 1);
            const cut = random(groupCount + 1);
            const ranges = [
              [cut, groupCount],
              [0, cut],
            ] as const;
            const out = multiply(bench.clear(), matrix, someRows(x, columns, from, from + count), ranges);
            const wanted = Buffer.concat(single.slice(from, from + count));
            if (!bits(out).equals(wanted))
              throw new Error(`${bench.build}: ${count} rows differ from single rows`);
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  test('sums of integers are exact, the extreme ones too', () => {
    const extremes = fc.constantFrom('most', 'least', 'mixed');
    fc.assert(
      fc.property(
        seed,
        planes,
        blocks,
        extremes,
        extremes,
        (start, planeCount, blockCount, weights, inputs) => {
          const random = randomIntegers(start);
          const columns = blockCount * 32;
          const top = planeCount === 1 ? 15 : 255;
          const count = 16 * columns;
          const matrix: definition.QuantisedMatrix = {
            ...randomMatrix(random, planeCount, 16, columns),
            units: Uint8Array.from({ length: count }, () =>
              weights === 'most' ? top : weights === 'least' ? 0 : random(2) * top,
            ),
            // d = 1, z = 0: the outputs are the sums themselves.
            scales: new Uint16Array(count / 32).fill(0x3c00),
            zeros: new Uint16Array(count / 32),
          };
          const x: definition.QuantisedRows = {
            bytes: Int8Array.from({ length: 5 * columns }, () =>
              inputs === 'most' ? 127 : inputs === 'least' ? -127 : 127 - 254 * random(2),
            ),
            pairs: new Float32Array((5 * columns) / 16).fill(2 ** 100),
          };
          const out = inEveryBuild(bench => multiply(bench, matrix, x, [[0, 1]]));
          expect([...out]).toEqual(definition.matmul(matrix, x).map(({ value }) => value));
        },
      ),
    );
  });

  test('all subnormal scales count', () => {
    const matrix: definition.QuantisedMatrix = {
      ...randomMatrix(randomIntegers(1), 1, 16, 32),
      scales: Uint16Array.from({ length: 16 }, (_, row) => (row < 8 ? 1 << row : 0x83ff - row)),
      zeros: Uint16Array.from({ length: 16 }, (_, row) => 0x8001 + row),
    };
    const x = definition.quantise(randomFloats(randomIntegers(2), 32, 1));
    const out = inEveryBuild(bench => multiply(bench, matrix, x, [[0, 1]]));
    expect(out.every(value => value !== 0)).toBe(true);
    expectClose(out, definition.matmul(matrix, x), 2e-6);
  });
});

describe('unpackRow', () => {
  test('writes exactly d·u + z rounded to 32 bits, for every row', () => {
    fc.assert(
      fc.property(
        seed,
        fc.constantFrom<(1 | 2)[]>(1, 2),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 4 }),
        (start, planes, rows, blocks) => {
          const columns = blocks * 32;
          const matrix = randomMatrix(randomIntegers(start), planes, rows, columns);
          const out = inEveryBuild(bench => {
            const weights = bench.place(definition.packTiles(matrix));
            const to = bench.room(rows * columns * 4);
            for (let row = 0; row < rows; row++) {
              bench.kernels.unpackRow(weights, planes, row, columns, to + row * columns * 4);
            }
            return bench.floats(to, rows * columns);
          });
          expect(out).toEqual(Float32Array.from(definition.weightsOf(matrix)));
        },
      ),
      { numRuns: 50 },
    );
  });
});

describe('repack', () => {
  const types = { Q4_0: { code: 2, bytes: 18 }, Q4_1: { code: 3, bytes: 20 }, Q8_0: { code: 8, bytes: 34 } };
  const type = fc.constantFrom<definition.PackedType[]>('Q4_0', 'Q4_1', 'Q8_0');

  test('moves blocks into tiles byte by byte and fills up with zero rows', () => {
    const sizes = [fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 4 })] as const;
    fc.assert(
      fc.property(seed, type, ...sizes, (start, name, rows, blocks) => {
        const random = randomIntegers(start);
        const { code, bytes } = types[name];
        const raw = Uint8Array.from({ length: rows * blocks * bytes }, () => random(256));
        const view = new DataView(raw.buffer);
        for (let at = 0; at < raw.length; at += bytes) {
          // Up to 2^8: beyond, the zero offset of Q8_0 leaves the range of f16.
          view.setUint16(at, (random(2) << 15) | random(23 << 10), true);
          if (name === 'Q4_1') view.setUint16(at + 2, randomHalf(random), true);
        }
        const wanted = definition.packTiles(definition.unblock(name, raw, rows, blocks * 32));
        for (const bench of benches) {
          bench.clear();
          const from = bench.place(raw);
          const to = bench.place(new Uint8Array(wanted.length + 64).fill(0xaa));
          bench.kernels.repack(code, from, to, rows, blocks * 32);
          expect(Buffer.from(bench.bytes(to, wanted.length)).equals(wanted)).toBe(true);
          expect(bench.bytes(to + wanted.length, 64).every(byte => byte === 0xaa)).toBe(true);
        }
      }),
    );
  });

  test('every scale of either sign, subnormal ones included, keeps its zero offset exactly', () => {
    for (const name of ['Q4_0', 'Q8_0'] as const) {
      const { code, bytes } = types[name];
      const blocks = 23 << 10;
      const raw = new Uint8Array(2 * blocks * bytes);
      const view = new DataView(raw.buffer);
      for (let i = 0; i < blocks; i++) {
        view.setUint16(i * bytes, i, true);
        view.setUint16((blocks + i) * bytes, 0x8000 | i, true);
      }
      const wanted = definition.packTiles(definition.unblock(name, raw, 2, blocks * 32));
      const bench = { memory: createMemory(firstFree + raw.length + wanted.length + 64) };
      const [from, to] = [firstFree, firstFree + Math.ceil(raw.length / 64) * 64];
      new Uint8Array(bench.memory.buffer).set(raw, from);
      const instance = new WebAssembly.Instance(kernelModule('plain'), { env: { ...bench, abort() {} } });
      (instance.exports as unknown as KernelExports).repack(code, from, to, 2, blocks * 32);
      expect(Buffer.from(bench.memory.buffer, to, wanted.length).equals(wanted)).toBe(true);
    }
  });

  test('a scale whose zero offset leaves the range of f16 takes the largest offset', () => {
    for (const bench of benches) {
      bench.clear();
      const raw = new Uint8Array(34);
      new DataView(raw.buffer).setUint16(0, 0x7000, true); // 8192
      const [from, to] = [bench.place(raw), bench.room(64 + 512)];
      bench.kernels.repack(8, from, to, 1, 32);
      const view = new DataView(bench.bytes(to + 512, 4).buffer);
      expect([view.getUint16(0, true), view.getUint16(2, true)]).toEqual([0xfbff, 0x7000]);
    }
  });
});

describe('rmsNorm', () => {
  test('divides by the root mean square, within 1e-6, with the same bits in every build', () => {
    const amplitude = fc.double({ min: 1e-6, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 40 }), amplitude, (start, blocks, size) => {
        const random = randomIntegers(start);
        const [x, weight] = [randomFloats(random, blocks * 16, size), randomFloats(random, blocks * 16, 2)];
        const out = inEveryBuild(bench => {
          const to = bench.room(x.byteLength);
          bench.kernels.rmsNorm(bench.place(x), bench.place(weight), x.length, 1e-5, to);
          return bench.floats(to, x.length);
        });
        const wanted = definition.rmsNorm(x, weight, 1e-5);
        expectClose(
          out,
          wanted.map(value => ({ value, magnitude: Math.abs(value) })),
          1e-6,
        );
      }),
    );
  });
});

describe('rotate', () => {
  test('turns neighbouring pairs, within 3e-7 of their length, with the same bits in every build', () => {
    fc.assert(
      fc.property(seed, fc.integer({ min: 1, max: 8 }), (start, groups) => {
        const random = randomIntegers(start);
        const x = randomFloats(random, groups * 16, 5);
        const angles = Array.from({ length: groups * 8 }, () => random(100_000) / 100);
        // Two pairs to four floats: (c, c, c', c'), then (-s, s, -s', s').
        const rotations = new Float32Array(angles.length * 4);
        angles.forEach((angle, i) => {
          const at = (i >> 1) * 8 + (i % 2) * 2;
          rotations.set([Math.cos(angle), Math.cos(angle)], at);
          rotations.set([-Math.sin(angle), Math.sin(angle)], at + 4);
        });
        const out = inEveryBuild(bench => {
          const at = bench.place(x);
          bench.kernels.rotate(at, bench.place(rotations), x.length);
          return bench.floats(at, x.length);
        });
        const wanted = definition.rotate(x, angles).map((value, i) => {
          const pair = i & ~1;
          return { value, magnitude: Math.hypot(x[pair] ?? 0, x[pair + 1] ?? 0) };
        });
        expectClose(out, wanted, 3e-7);
      }),
    );
  });
});

describe('pack16', () => {
  test('rounds to bf16 and interleaves, ties to even, signs and zeros kept', () => {
    const bits = fc.uint32Array({ minLength: 16, maxLength: 16 }).map(words => {
      // No infinities or NaN: an exponent of all ones is cleared.
      const finite = words.map(word => ((word & 0x7f800000) === 0x7f800000 ? word & 0x807fffff : word));
      // Every other one a tie.
      return new Float32Array(finite.map((word, i) => (i % 2 ? (word & 0xffff0000) | 0x8000 : word)).buffer);
    });
    fc.assert(
      fc.property(bits, values => {
        for (const bench of benches) {
          bench.clear();
          const [from, to] = [bench.place(values), bench.room(32)];
          bench.kernels.pack16(from, to);
          expect(bench.bytes(to, 32)).toEqual(definition.packCache(values));
        }
      }),
    );
  });
});

describe('attend', () => {
  test('is softmax attention, within 2e-5 of the largest value, whatever lies behind the sequence', () => {
    const headSize = fc.constantFrom(16, 32, 48, 64, 128);
    const sharpness = fc.constantFrom(0.1, 1, 4);
    fc.assert(
      fc.property(
        seed,
        headSize,
        fc.integer({ min: 1, max: 70 }),
        sharpness,
        (start, size, length, amplitude) => {
          const random = randomIntegers(start);
          const q = randomFloats(random, size, amplitude);
          const [keys, values] = [1, 2].map(most => {
            // The kernel reads keys four at a time; what is behind the sequence must not count, not even NaN.
            const rows = new Float32Array((length + 4) * size).fill(Number.NaN);
            rows.set(definition.roundToBf16(randomFloats(random, length * size, most)));
            return rows;
          });
          if (keys === undefined || values === undefined) throw new Error('no cache');
          const out = inEveryBuild(bench => {
            const [to, scores] = [bench.room(size * 4), bench.room((length + 4) * 4)];
            const cache = [keys, values].map(rows => bench.place(definition.packCache(rows)));
            const places = [bench.place(q), cache[0] ?? 0, cache[1] ?? 0] as const;
            bench.kernels.attend(...places, length, size, scores, to);
            return bench.floats(to, size);
          });
          const wanted = definition.attend(q, keys, values, length);
          expectClose(
            out,
            wanted.map(value => ({ value, magnitude: 2 })),
            2e-5,
          );
        },
      ),
    );
  });

  test('its exponentials are within 3e-7 of the true ones, over their whole range', () => {
    const size = 16;
    fc.assert(
      fc.property(fc.double({ min: -80, max: 0, noNaN: true }), exponent => {
        const x = Math.fround(exponent);
        const [q, keys, values] = [
          new Float32Array(size),
          new Float32Array(4 * size),
          new Float32Array(4 * size),
        ];
        // Scores x and 0, exactly: the first value counts e^x / (e^x + 1).
        q[0] = x * 4;
        keys[0] = values[0] = 1;
        const [share = 0] = inEveryBuild(bench => {
          const [to, scores] = [bench.room(size * 4), bench.room(16)];
          const cache = [keys, values].map(rows => bench.place(definition.packCache(rows)));
          bench.kernels.attend(bench.place(q), cache[0] ?? 0, cache[1] ?? 0, 2, size, scores, to);
          return bench.floats(to, size);
        });
        const wanted = Math.exp(x) / (Math.exp(x) + 1);
        expect(Math.abs(share / wanted - 1)).toBeLessThan(3e-7);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('topTokens and logSumExp', () => {
  /** Place of `chunks` in class Model of src/kernels/model.ts, in words. */
  const chunksField = 26;

  /** Puts rows of logits where a pass leaves them, with what it says of each chunk of 1024. */
  async function summaries(build: KernelBuild, rows: readonly Float32Array[]) {
    const vocabularySize = rows[0]?.length ?? 0;
    const sizes = { layers: 1, width: 32, heads: 1, keyValueHeads: 1, headSize: 32, feedForward: 32 };
    const rest = { ropeBase: 1e4, rmsEpsilon: 1e-5, contextLength: 4, tiedHead: true, parameters: 0 };
    const kind = {
      architecture: 'llama',
      rotation: 'neighbours',
      ropeFactors: false,
      attentionBias: false,
      headNorms: false,
    } as const;
    const config = { ...kind, name: '', vocabularySize, ...sizes, ...rest } as const;
    const layout = planMemory(config, 4, 1, 1, () => 1);
    const memory = createMemory(layout.totalBytes);
    layout.writeStructs(memory.buffer);
    const kernels = await instantiateKernels(kernelModule(build), memory);
    const chunks = new Int32Array(memory.buffer, layout.model)[chunksField] ?? 0;
    const chunkCount = Math.ceil(vocabularySize / 1024);
    rows.forEach((logits, row) => {
      new Float32Array(memory.buffer, layout.logits + row * layout.logitsStride * 4).set(logits);
      for (let c = 0; c < chunkCount; c++) {
        const part = logits.subarray(c * 1024, (c + 1) * 1024);
        const most = part.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
        const sum = part.reduce((total, logit) => total + Math.exp(logit - most), 0);
        new Float32Array(memory.buffer, chunks + (row * chunkCount + c) * 8).set([most, sum]);
      }
    });
    return rows.map((_, row) => ({
      logSumExp: kernels.logSumExp(layout.model, row),
      top: Array.from({ length: topCount }, (_, i) => i + 1).map(count => {
        kernels.topTokens(layout.model, row, count, layout.top);
        const ids = new Int32Array(memory.buffer, layout.top, 2 * count);
        const scores = new Float32Array(memory.buffer, layout.top, 2 * count);
        return Array.from({ length: count }, (_, i) => ({ token: ids[2 * i], logit: scores[2 * i + 1] }));
      }),
    }));
  }

  test('the best come first, the lower id on a tie; the sum is within 1e-6', async () => {
    const size = fc.constantFrom(1, 3, 5, 16, 33, 1023, 1024, 1025, 2100);
    // Few different logits make many ties, also between chunks.
    const levels = fc.constantFrom(1, 2, 5, 40, 2 ** 20);
    const build = fc.constantFrom(...kernelBuilds);
    await fc.assert(
      fc.asyncProperty(seed, size, levels, build, async (start, vocabularySize, count, name) => {
        const random = randomIntegers(start);
        const rows = Array.from({ length: 3 }, () =>
          Float32Array.from({ length: vocabularySize }, () => (random(count) / count) * 20 - 10),
        );
        const found = await summaries(name, rows);
        rows.forEach((logits, row) => {
          const wanted = definition.topTokens(logits, topCount);
          found[row]?.top.forEach((top, i) => {
            const padding = { token: -1, logit: Math.fround(-3.4e38) };
            const places = Array.from({ length: i + 1 }, (_, place) => wanted[place] ?? padding);
            expect(top).toEqual(places);
          });
          expect(Math.abs((found[row]?.logSumExp ?? 0) - definition.logSumExp(logits))).toBeLessThan(1e-6);
        });
      }),
      { numRuns: 80 },
    );
  });
});

describe('a trial', () => {
  test('finds the same digest in every build, and the fastest time by the clock it is given', async () => {
    const steps = [5, 3, 9, 7];
    const digests = new Set<number>();
    for (const trial of await Promise.all(kernelBuilds.map(build => KernelTrial.of(kernelModule(build))))) {
      let time = 0;
      for (const step of steps) {
        trial.round(() => {
          time += step;
          return time;
        });
      }
      expect(trial.ms).toBe(3);
      digests.add(trial.digest);
    }
    expect(digests.size).toBe(1);
  });
});
