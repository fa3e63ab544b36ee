/** One constant of a graph. */
export interface OnnxWeight {
  readonly name: string;
  readonly bytes: number;
}

/**
 * The largest constant of an ONNX graph, wherever its bytes lie: on a GPU it takes a buffer of its own. Reads the wire format that
 * onnx-proto.ts describes, and skips everything else by its length.
 * @param model an `.onnx` file; nothing in it is trusted
 * @returns undefined where there is none, or where it is no such file: whoever opens it says what is wrong
 */
export function largestWeight(model: Uint8Array): OnnxWeight | undefined {
  let largest: OnnxWeight | undefined;
  for (const graph of messages(model, 7)) {
    for (const tensor of messages(graph, 5)) {
      const weight = { name: textOf(tensor, 8), bytes: bytesOf(tensor) };
      if (weight.bytes > (largest?.bytes ?? 0)) largest = weight;
    }
  }
  return largest;
}

/** `TensorProto`: raw_data 9, or external_data 13 with an entry `length`. Constants in other fields are small. */
function bytesOf(tensor: Uint8Array): number {
  let bytes = 0;
  for (const raw of messages(tensor, 9)) bytes = raw.length;
  for (const entry of messages(tensor, 13)) {
    if (textOf(entry, 1) === 'length') bytes = Number(textOf(entry, 2));
  }
  return Number.isSafeInteger(bytes) ? bytes : 0;
}

function textOf(message: Uint8Array, field: number): string {
  for (const text of messages(message, field)) return new TextDecoder().decode(text.subarray(0, 200));
  return '';
}

/** The values of a field whose wire type is 2; ends where the bytes are no message. */
function* messages(bytes: Uint8Array, field: number): Generator<Uint8Array> {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const digit = bytes[at++] ?? 0;
      value += (digit & 127) * scale;
      if (digit < 128) return value;
    }
  };
  while (at < bytes.length) {
    const key = varint();
    switch (key % 8) {
      case 0:
        varint();
        break;
      case 1:
        at += 8;
        break;
      case 2: {
        const length = varint();
        if (!(length <= bytes.length - at)) return;
        if (Math.floor(key / 8) === field) yield bytes.subarray(at, at + length);
        at += length;
        break;
      }
      case 5:
        at += 4;
        break;
      default:
        return;
    }
  }
}
