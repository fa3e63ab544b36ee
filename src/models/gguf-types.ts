/** Element types of tensors that the engine can read. */
export type TensorType = 'F32' | 'F16' | 'Q4_0' | 'Q4_1' | 'Q8_0';

/** How a tensor type lays out its rows: `blockBytes` bytes hold `blockElements` weights. */
export interface TensorLayout {
  /** Number in the file (`ggml_type`). */
  readonly code: number;
  readonly blockElements: number;
  readonly blockBytes: number;
}

/**
 * Layouts, little endian, as in ggml:
 * - Q4_0: f16 scale d, 16 bytes; weight i (0…15) = d·(low nibble of byte i − 8), weight i + 16 the high nibble.
 * - Q4_1: f16 scale d, f16 minimum m, 16 bytes; weight = d·nibble + m, nibbles in the same order.
 * - Q8_0: f16 scale d, 32 int8; weight = d·value.
 */
export const tensorLayouts: Readonly<Record<TensorType, TensorLayout>> = {
  F32: { code: 0, blockElements: 1, blockBytes: 4 },
  F16: { code: 1, blockElements: 1, blockBytes: 2 },
  Q4_0: { code: 2, blockElements: 32, blockBytes: 18 },
  Q4_1: { code: 3, blockElements: 32, blockBytes: 20 },
  Q8_0: { code: 8, blockElements: 32, blockBytes: 34 },
};

export const tensorTypes: readonly TensorType[] = ['F32', 'F16', 'Q4_0', 'Q4_1', 'Q8_0'];

/** Names of the other types, so that a refusal can say what the file holds. */
const otherTypes: Readonly<Record<number, string>> = {
  6: 'Q5_0',
  7: 'Q5_1',
  9: 'Q8_1',
  10: 'Q2_K',
  11: 'Q3_K',
  12: 'Q4_K',
  13: 'Q5_K',
  14: 'Q6_K',
  15: 'Q8_K',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  20: 'IQ4_NL',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
  30: 'BF16',
  34: 'TQ1_0',
  35: 'TQ2_0',
  39: 'MXFP4',
};

/** The type with this number, or undefined when the engine cannot read it. */
export function tensorTypeOf(code: number): TensorType | undefined {
  return tensorTypes.find(type => tensorLayouts[type].code === code);
}

/** The name of a type the engine cannot read; undefined when the number means nothing. */
export function otherTypeName(code: number): string | undefined {
  return otherTypes[code];
}

/** Bytes of a tensor of `rows` rows of `rowLength` weights; the row must be whole blocks. */
export function tensorBytes(type: TensorType, rowLength: number, rows: number): number {
  const layout = tensorLayouts[type];
  return (rowLength / layout.blockElements) * layout.blockBytes * rows;
}
