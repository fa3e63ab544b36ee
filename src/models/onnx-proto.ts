/**
 * Writes ONNX models, just as much of the format as the decoder graph needs. The wire format is protobuf's: a message is a
 * row of fields, each a key (field number · 8 + wire type) and a value; wire type 0 is a varint, 2 is bytes behind
 * their length, 5 is four bytes. Field numbers, from onnx.proto (ONNX 1.16):
 *
 * | message | fields |
 * |---|---|
 * | ModelProto | ir_version 1, producer_name 2, graph 7, opset_import 8 |
 * | OperatorSetIdProto | domain 1, version 2 |
 * | GraphProto | node 1, name 2, initializer 5, input 11, output 12 |
 * | NodeProto | input 1, output 2, name 3, op_type 4, attribute 5, domain 7 |
 * | AttributeProto | name 1, f 2, i 3, ints 8, type 20 |
 * | TensorProto | dims 1, data_type 2, name 8, raw_data 9, external_data 13, data_location 14 |
 * | StringStringEntryProto | key 1, value 2 |
 * | ValueInfoProto | name 1, type 2 |
 * | TypeProto | tensor_type 1 |
 * | TypeProto.Tensor | elem_type 1, shape 2 |
 * | TensorShapeProto | dim 1 |
 * | TensorShapeProto.Dimension | dim_value 1, dim_param 2 |
 */

/** `TensorProto.DataType`. */
export const onnxTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, float16: 10 } as const;
export type OnnxType = keyof typeof onnxTypes;

/** Sizes of a tensor; a name stands for a size that is known at run time only. */
export type OnnxShape = readonly (number | string)[];

/** An input or output of the graph. */
export interface OnnxValue {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: OnnxShape;
}

/** A constant. Its little-endian bytes stand in the model, or in a named file beside it. */
export interface OnnxInitializer {
  readonly name: string;
  readonly type: OnnxType;
  readonly shape: readonly number[];
  readonly data: Uint8Array | { readonly file: string; readonly offset: number; readonly bytes: number };
}

/** A float attribute is given as such, since JavaScript cannot tell 1 from 1.0. */
export type OnnxAttribute = number | readonly number[] | { readonly float: number };

export interface OnnxNode {
  readonly op: string;
  readonly domain?: string;
  /** Names of values; an empty one leaves out an optional input or output. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxInitializer[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

/** Version of each operator set the graph uses; the standard one has the name ''. */
export type OperatorSets = Readonly<Record<string, number>>;

/** Writes a model of IR version 9 (ONNX 1.14 to 1.16). */
export function writeOnnxModel(graph: OnnxGraph, operatorSets: OperatorSets): Uint8Array {
  return message(model => {
    model.integer(1, 9);
    model.string(2, 'draftpick');
    model.message(7, writer => writeGraph(writer, graph));
    for (const [domain, version] of Object.entries(operatorSets)) {
      model.message(8, set => {
        set.string(1, domain);
        set.integer(2, version);
      });
    }
  });
}

function writeGraph(writer: ProtoWriter, graph: OnnxGraph): void {
  for (const node of graph.nodes) writer.message(1, inner => writeNode(inner, node));
  writer.string(2, graph.name);
  for (const constant of graph.initializers) writer.message(5, inner => writeInitializer(inner, constant));
  for (const value of graph.inputs) writer.message(11, inner => writeValue(inner, value));
  for (const value of graph.outputs) writer.message(12, inner => writeValue(inner, value));
}

function writeNode(writer: ProtoWriter, { op, domain, inputs, outputs, attributes }: OnnxNode): void {
  for (const name of inputs) writer.string(1, name);
  for (const name of outputs) writer.string(2, name);
  writer.string(3, `${op} ${outputs[0] ?? ''}`);
  writer.string(4, op);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    writer.message(5, inner => writeAttribute(inner, name, value));
  }
  if (domain !== undefined) writer.string(7, domain);
}

/** `AttributeProto.AttributeType`: FLOAT 1, INT 2, INTS 7. */
function writeAttribute(writer: ProtoWriter, name: string, value: OnnxAttribute): void {
  writer.string(1, name);
  if (typeof value === 'number') {
    writer.integer(3, value);
    writer.integer(20, 2);
  } else if ('float' in value) {
    writer.float(2, value.float);
    writer.integer(20, 1);
  } else {
    for (const each of value) writer.integer(8, each);
    writer.integer(20, 7);
  }
}

function writeInitializer(writer: ProtoWriter, { name, type, shape, data }: OnnxInitializer): void {
  for (const size of shape) writer.integer(1, size);
  writer.integer(2, onnxTypes[type]);
  writer.string(8, name);
  if (data instanceof Uint8Array) {
    writer.bytes(9, data);
    return;
  }
  const entries = { location: data.file, offset: String(data.offset), length: String(data.bytes) };
  for (const [key, value] of Object.entries(entries)) {
    writer.message(13, entry => {
      entry.string(1, key);
      entry.string(2, value);
    });
  }
  writer.integer(14, 1);
}

function writeValue(writer: ProtoWriter, { name, type, shape }: OnnxValue): void {
  writer.string(1, name);
  writer.message(2, typed =>
    typed.message(1, tensor => {
      tensor.integer(1, onnxTypes[type]);
      tensor.message(2, dimensions => {
        for (const size of shape) {
          dimensions.message(1, one =>
            typeof size === 'number' ? one.integer(1, size) : one.string(2, size),
          );
        }
      });
    }),
  );
}

const utf8 = new TextEncoder();

/** Collects the fields of one message; inner messages are written first, since their length stands before them. */
class ProtoWriter {
  readonly #parts: Uint8Array[] = [];
  length = 0;

  /** A whole number, −2⁶³ … 2⁶³ − 1 as far as a number holds it. Negative ones take ten bytes. */
  integer(field: number, value: number): void {
    this.#varint(field * 8);
    this.#varint(value);
  }

  float(field: number, value: number): void {
    this.#varint(field * 8 + 5);
    const data = new Uint8Array(4);
    new DataView(data.buffer).setFloat32(0, value, true);
    this.#push(data);
  }

  bytes(field: number, data: Uint8Array): void {
    this.#varint(field * 8 + 2);
    this.#varint(data.length);
    this.#push(data);
  }

  string(field: number, value: string): void {
    this.bytes(field, utf8.encode(value));
  }

  message(field: number, write: (inner: ProtoWriter) => void): void {
    const inner = new ProtoWriter();
    write(inner);
    this.#varint(field * 8 + 2);
    this.#varint(inner.length);
    for (const part of inner.#parts) this.#push(part);
  }

  finish(): Uint8Array {
    const all = new Uint8Array(this.length);
    let at = 0;
    for (const part of this.#parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  #push(part: Uint8Array): void {
    this.#parts.push(part);
    this.length += part.length;
  }

  #varint(value: number): void {
    if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a whole number that fits`);
    let rest = BigInt.asUintN(64, BigInt(value));
    const digits: number[] = [];
    do {
      const digit = Number(rest & 127n);
      rest >>= 7n;
      digits.push(rest > 0n ? digit | 128 : digit);
    } while (rest > 0n);
    this.#push(Uint8Array.from(digits));
  }
}

function message(write: (writer: ProtoWriter) => void): Uint8Array {
  const writer = new ProtoWriter();
  write(writer);
  return writer.finish();
}
