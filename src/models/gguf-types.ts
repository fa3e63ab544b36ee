/** Element types of tensors that the engine can read. */
export type TensorType =
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'Q4_0'
  | 'Q4_1'
  | 'Q5_0'
  | 'Q5_1'
  | 'Q8_0'
  | 'Q2_K'
  | 'Q3_K'
  | 'Q4_K'
  | 'Q5_K'
  | 'Q6_K'
  | 'Q8_K'
  | 'IQ4_NL';

/** How a tensor type lays out its rows: `blockBytes` bytes hold `blockElements` weights. */
export interface TensorLayout {
  /** Number in the file (`ggml_type`). */
  readonly code: number;
  readonly blockElements: number;
  readonly blockBytes: number;
}

/**
 * Layouts, little endian, as in ggml (ggml-common.h and ggml-quants.c of llama.cpp):
 * - Q4_0: f16 scale d, 16 bytes; weight i (0…15) = d·(low nibble of byte i − 8), weight i + 16 the high nibble.
 * - Q4_1: f16 scale d, f16 minimum m, 16 bytes; weight = d·nibble + m, nibbles in the same order.
 * - Q8_0: f16 scale d, 32 int8; weight = d·value.
 * - the others: dequantise.ts and dequantise-k.ts.
 */
export const tensorLayouts: Readonly<Record<TensorType, TensorLayout>> = {
  F32: { code: 0, blockElements: 1, blockBytes: 4 },
  F16: { code: 1, blockElements: 1, blockBytes: 2 },
  BF16: { code: 30, blockElements: 1, blockBytes: 2 },
  Q4_0: { code: 2, blockElements: 32, blockBytes: 18 },
  Q4_1: { code: 3, blockElements: 32, blockBytes: 20 },
  Q5_0: { code: 6, blockElements: 32, blockBytes: 22 },
  Q5_1: { code: 7, blockElements: 32, blockBytes: 24 },
  Q8_0: { code: 8, blockElements: 32, blockBytes: 34 },
  Q2_K: { code: 10, blockElements: 256, blockBytes: 84 },
  Q3_K: { code: 11, blockElements: 256, blockBytes: 110 },
  Q4_K: { code: 12, blockElements: 256, blockBytes: 144 },
  Q5_K: { code: 13, blockElements: 256, blockBytes: 176 },
  Q6_K: { code: 14, blockElements: 256, blockBytes: 210 },
  Q8_K: { code: 15, blockElements: 256, blockBytes: 292 },
  IQ4_NL: { code: 20, blockElements: 32, blockBytes: 18 },
};

export const tensorTypes = Object.keys(tensorLayouts) as readonly TensorType[];

/** Names of the other types, so that a refusal can say what the file holds. */
const otherTypes: Readonly<Record<number, string>> = {
  9: 'Q8_1',
  16: 'IQ2_XXS',
  17: 'IQ2_XS',
  18: 'IQ3_XXS',
  19: 'IQ1_S',
  21: 'IQ3_S',
  22: 'IQ2_S',
  23: 'IQ4_XS',
  24: 'I8',
  25: 'I16',
  26: 'I32',
  27: 'I64',
  28: 'F64',
  29: 'IQ1_M',
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
