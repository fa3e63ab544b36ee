import type { Gguf, GgufTensor } from './gguf.ts';
import { invalid, unsupported } from './gguf-error.ts';
import { planesOf, type WeightPlan } from './load-weights.ts';
import { type MatrixPlan, MemoryPlan } from './memory-plan.ts';

/** Sizes of a draft head (src/kernels/head.ts), checked against its tensors. */
export interface HeadConfig {
  readonly name: string;
  /** Width of the target's hidden states. */
  readonly width: number;
  /** Width of the gated layer, a multiple of 32. */
  readonly feedForward: number;
  /** Rows of the sub-vocabulary. */
  readonly vocabularySize: number;
}

const maxFeedForward = 2 ** 15;
const maxVocabulary = 2 ** 20;
const remedy = 'Use a draft that was made for this target and this version of the app.';

/** The matrices of a head: which sizes their columns and rows are. */
function shapes({ width, feedForward, vocabularySize }: Omit<HeadConfig, 'name'>): Map<string, number[]> {
  return new Map([
    ['head.gate.weight', [2 * width, feedForward]],
    ['head.up.weight', [2 * width, feedForward]],
    ['head.down.weight', [feedForward, width]],
    ['output.weight', [width, vocabularySize]],
  ]);
}

/**
 * Reads the sizes of a file of architecture `draftpick-head`.
 * @param width of the target's hidden states
 * @throws GgufError when a tensor is missing, unknown, or of a shape that does not fit the target or the other tensors.
 */
export function headConfig(gguf: Gguf, width: number): HeadConfig {
  const architecture = gguf.metadata.getString('general.architecture');
  if (architecture !== 'draftpick-head') {
    throw unsupported(
      `the draft has architecture "${architecture.slice(0, 40)}", not "draftpick-head"`,
      remedy,
    );
  }
  const tensors = new Map(gguf.tensors.map(tensor => [tensor.name, tensor]));
  const feedForward = find(tensors, 'head.gate.weight').shape[1] ?? 0;
  const vocabularySize = find(tensors, 'output.weight').shape[1] ?? 0;
  const sizes = { width, feedForward, vocabularySize };
  const wanted = shapes(sizes);
  for (const [name, shape] of wanted) {
    const found = find(tensors, name).shape;
    if (found.join() !== shape.join()) {
      throw invalid(
        `tensor ${name} has shape ${found.join('×')}, expected ${shape.join('×')} for a target of width ${width}`,
      );
    }
  }
  for (const name of tensors.keys()) {
    if (!wanted.has(name)) throw unsupported(`tensor ${name} is not part of a draft head`, remedy);
  }
  if (feedForward < 32 || feedForward > maxFeedForward || feedForward % 32 !== 0) {
    throw unsupported(
      `head.gate.weight has ${feedForward} rows; this engine needs a multiple of 32 up to ${maxFeedForward}`,
      remedy,
    );
  }
  if (vocabularySize < 1 || vocabularySize > maxVocabulary) {
    throw unsupported(`output.weight has ${vocabularySize} rows, more than ${maxVocabulary}`, remedy);
  }
  return { name: gguf.metadata.findString('general.name') ?? 'unnamed', ...sizes };
}

function find(tensors: ReadonlyMap<string, GgufTensor>, name: string): GgufTensor {
  const tensor = tensors.get(name);
  if (tensor === undefined) throw invalid(`tensor ${name} is missing`);
  return tensor;
}

/** Addresses of everything in a head's memory. */
export interface HeadLayout extends WeightPlan {
  /** Of the `Head` struct. */
  readonly head: number;
  readonly state: number;
  readonly token: number;
  /** Of the float that `guessToken` leaves behind. */
  readonly probability: number;
  readonly totalBytes: number;
  /** Writes the structs into the memory they were planned for. */
  readonly writeStructs: (memory: ArrayBufferLike) => void;
}

/** Room for 16 rows of the widest matrix at 8 bits: 16 · 2^15 · 34 / 32 bytes. */
const headStagingBytes = 2 ** 20;

/** Plans the memory of a head: structs, weights, scratch. */
export function planHead(config: HeadConfig, gguf: Gguf): HeadLayout {
  const { width, feedForward, vocabularySize } = config;
  const plan = new MemoryPlan();
  const types = new Map(gguf.tensors.map(tensor => [tensor.name, tensor.type]));
  const matrices = new Map<string, MatrixPlan>();
  const pointers = [...shapes(config)].map(([name, [columns = 0, rows = 0]]) => {
    const planes = planesOf(types.get(name) ?? 'F32');
    const { matrix, address } = plan.matrix(rows, columns, planes);
    matrices.set(name, matrix);
    return address;
  });
  const widest = Math.max(2 * width, feedForward);
  const ones = plan.allocate(4 * width);
  const state = plan.allocate(4 * width);
  const token = plan.allocate(4 * width);
  // In the order of class Head in src/kernels/head.ts.
  const fields = [
    width,
    feedForward,
    vocabularySize,
    ...pointers,
    ones,
    state,
    token,
    plan.allocate(8 * width),
    plan.allocate(8 * feedForward),
    plan.allocate(widest),
    plan.allocate(widest / 4),
    plan.allocate(4 * Math.ceil(vocabularySize / 16) * 16),
    0,
  ];
  const head = plan.struct(fields);
  return {
    head,
    state,
    token,
    probability: head + (fields.length - 1) * 4,
    norms: new Map(),
    matrices,
    staging: plan.allocate(headStagingBytes),
    stagingBytes: headStagingBytes,
    totalBytes: plan.totalBytes,
    writeStructs: memory => {
      plan.writeStructs(memory);
      new Float32Array(memory, ones, width).fill(1);
    },
  };
}
