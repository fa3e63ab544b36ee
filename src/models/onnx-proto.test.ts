import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { writeOnnxModel } from './onnx-proto.ts';

/** A protobuf message taken apart: its fields in order, with what their bytes say at the lowest level. */
type Field = readonly [field: number, value: bigint | Uint8Array];

function parse(bytes: Uint8Array): Field[] {
  const fields: Field[] = [];
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const digit = bytes[at++] ?? 0;
      value |= BigInt(digit & 127) << shift;
      if (digit < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = Number(varint());
    switch (key & 7) {
      case 0:
        fields.push([key >> 3, BigInt.asIntN(64, varint())]);
        break;
      case 2: {
        const length = Number(varint());
        fields.push([key >> 3, bytes.subarray(at, at + length)]);
        at += length;
        break;
      }
      case 5:
        fields.push([key >> 3, bytes.subarray(at, at + 4)]);
        at += 4;
        break;
      default:
        throw new Error(`wire type ${key & 7}`);
    }
  }
  return fields;
}

const inside = (fields: readonly Field[], field: number): Field[] => {
  const value = fields.find(each => each[0] === field)?.[1];
  if (!(value instanceof Uint8Array)) throw new Error(`no message in field ${field}`);
  return parse(value);
};
const texts = (fields: readonly Field[], field: number): string[] =>
  fields.flatMap(([each, value]) =>
    each === field && value instanceof Uint8Array ? [new TextDecoder().decode(value)] : [],
  );
const integers = (fields: readonly Field[], field: number): bigint[] =>
  fields.flatMap(([each, value]) => (each === field && typeof value === 'bigint' ? [value] : []));

const empty = { name: 'g', nodes: [], initializers: [], inputs: [], outputs: [] };

describe('an ONNX model', () => {
  test('names its version and operator sets', () => {
    const model = parse(writeOnnxModel(empty, { '': 20, 'com.microsoft': 1 }));
    expect(integers(model, 1)).toEqual([9n]);
    const sets = model.filter(([field]) => field === 8).map(([, value]) => parse(value as Uint8Array));
    expect(sets.map(set => [texts(set, 1), integers(set, 2)])).toEqual([
      [[''], [20n]],
      [['com.microsoft'], [1n]],
    ]);
  });

  test('keeps a node with its attributes of all three kinds', () => {
    const node = {
      op: 'Split',
      domain: 'd',
      inputs: ['a', ''],
      outputs: ['b'],
      attributes: { axis: -1, epsilon: { float: 1 }, perm: [1, 0] },
    };
    const graph = inside(parse(writeOnnxModel({ ...empty, nodes: [node] }, {})), 7);
    const fields = inside(graph, 1);
    expect([texts(fields, 1), texts(fields, 2), texts(fields, 4), texts(fields, 7)]).toEqual([
      ['a', ''],
      ['b'],
      ['Split'],
      ['d'],
    ]);
    const [axis, epsilon, perm] = fields
      .filter(([field]) => field === 5)
      .map(([, value]) => parse(value as Uint8Array));
    expect([texts(axis ?? [], 1), integers(axis ?? [], 3), integers(axis ?? [], 20)]).toEqual([
      ['axis'],
      [-1n],
      [2n],
    ]);
    expect(integers(epsilon ?? [], 20)).toEqual([1n]);
    const float = epsilon?.find(([field]) => field === 2)?.[1];
    expect(float).toEqual(new Uint8Array(Float32Array.of(1).buffer));
    expect([integers(perm ?? [], 8), integers(perm ?? [], 20)]).toEqual([[1n, 0n], [7n]]);
  });

  test('holds small constants and points at a file for the others', () => {
    const initializers = [
      { name: 'in', type: 'float32', shape: [1], data: new Uint8Array([1, 2, 3, 4]) },
      { name: 'out', type: 'uint8', shape: [2, 3], data: { file: 'w', offset: 8, bytes: 6 } },
    ] as const;
    const graph = inside(parse(writeOnnxModel({ ...empty, initializers }, {})), 7);
    const [own, external] = graph
      .filter(([field]) => field === 5)
      .map(([, value]) => parse(value as Uint8Array));
    expect(own?.find(([field]) => field === 9)?.[1]).toEqual(new Uint8Array([1, 2, 3, 4]));
    expect([integers(external ?? [], 1), integers(external ?? [], 2)]).toEqual([[2n, 3n], [2n]]);
    expect(integers(external ?? [], 14)).toEqual([1n]);
    const entries = (external ?? [])
      .filter(([field]) => field === 13)
      .map(([, value]) => parse(value as Uint8Array));
    expect(entries.map(entry => [texts(entry, 1)[0], texts(entry, 2)[0]])).toEqual([
      ['location', 'w'],
      ['offset', '8'],
      ['length', '6'],
    ]);
  });

  test('gives every size of a value, known or named', () => {
    const inputs = [{ name: 'x', type: 'int32', shape: [1, 'n'] }] as const;
    const graph = inside(parse(writeOnnxModel({ ...empty, inputs }, {})), 7);
    const tensor = inside(inside(inside(graph, 11), 2), 1);
    expect(integers(tensor, 1)).toEqual([6n]);
    const dimensions = inside(tensor, 2).map(([, value]) => parse(value as Uint8Array));
    expect(dimensions).toEqual([[[1, 1n]], [[2, new TextEncoder().encode('n')]]]);
  });

  test('keeps whole numbers of any size', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), axis => {
        const node = { op: 'X', inputs: [], outputs: [], attributes: { axis } };
        const graph = inside(parse(writeOnnxModel({ ...empty, nodes: [node] }, {})), 7);
        expect(integers(inside(inside(graph, 1), 5), 3)).toEqual([BigInt(axis)]);
      }),
    );
  });
});
