const word = new Uint32Array(1);
const wordAsFloat = new Float32Array(word.buffer);

/** Value of an f16 bit pattern. */
export function halfToFloat(half: number): number {
  const exponent = (half >> 10) & 31;
  const mantissa = half & 1023;
  const sign = half & 0x8000 ? -1 : 1;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  if (exponent === 31) return mantissa === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1024 + mantissa) * 2 ** (exponent - 25);
}

/** Bits of the f16 nearest to a value, ties to even; beyond its range the largest finite one. */
export function floatToHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const magnitude = Math.min(Math.abs(value), 65504);
  if (magnitude < 2 ** -14) return sign | roundToEven(magnitude * 2 ** 24);
  wordAsFloat[0] = magnitude;
  const exponent = ((word[0] ?? 0) >>> 23) - 127;
  return sign | ((exponent + 14) * 1024 + roundToEven(magnitude * 2 ** (10 - exponent)));
}

function roundToEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}

let table: Float32Array | undefined;

/** The value of every f16 pattern, shape [65536]: made at the first call, for tensors that hold millions of them. */
export function halfTable(): Float32Array {
  table ??= Float32Array.from({ length: 2 ** 16 }, (_, half) => halfToFloat(half));
  return table;
}
