import type { ByteSource } from './byte-source.ts';
import { packedTypeOf } from './expand.ts';
import { type Gguf, type GgufTensor, readGguf } from './gguf.ts';
import { unsupported } from './gguf-error.ts';
import { type TensorType, tensorLayouts } from './gguf-types.ts';
import { type LlamaConfig, llamaConfig } from './llama-config.ts';
import { checkMemory, memoryNeed } from './memory-need.ts';
import { readRopeFactors } from './rope-factors.ts';
import { ChatTokenizer } from './tokenizer.ts';
import { vocabularyFingerprint } from './vocabulary-match.ts';

/** Something to know about a model that can be used all the same. */
export interface TargetWarning {
  readonly id: 'no-template' | 'no-pre-tokenizer' | 'grows';
  readonly cause: string;
  readonly remedy: string;
}

/** A model file that was examined and can be loaded. */
export interface OpenedTarget {
  readonly gguf: Gguf;
  readonly config: LlamaConfig;
  readonly tokenizer: ChatTokenizer;
  /** Drafts made for a vocabulary with the same one fit (vocabulary-match.ts). */
  readonly fingerprint: string;
  /** Bytes of memory the CPU engine needs. */
  readonly memoryBytes: number;
  readonly warnings: readonly TargetWarning[];
}

/** What the model is opened for. */
export interface OpenOptions {
  /** The header, if it was read already. */
  readonly gguf?: Gguf;
  /** Positions of the cache; at most the model's own context. */
  readonly contextLength: number;
  readonly threads: number;
}

/**
 * Examines a GGUF from anywhere: the header, sizes and shapes, the tokenizer, a first rendering of its chat template, and
 * the memory it needs. Weights are not read yet. Nothing of the file is believed: no allocation is larger than what
 * the file's own length allows for.
 * @throws GgufError with cause and remedy when the model cannot be used; and whatever the source throws.
 */
export async function openTarget(source: ByteSource, options: OpenOptions): Promise<OpenedTarget> {
  const gguf = options.gguf ?? (await readGguf(source));
  checkWhole(gguf);
  const config = llamaConfig(gguf);
  await readRopeFactors(source, gguf);
  const contextLength = Math.min(options.contextLength, config.contextLength);
  const memoryBytes = memoryNeed(gguf, config, contextLength, options.threads);
  checkMemory(memoryBytes, contextLength);
  const tokenizer = ChatTokenizer.fromGguf(gguf);
  if (tokenizer.hasTemplate) {
    // A template that cannot be run is better found now than at the first prompt.
    tokenizer.encodeChat([{ role: 'user', content: 'Hello' }], { addGenerationPrompt: true });
  }
  return {
    gguf,
    config,
    tokenizer,
    fingerprint: vocabularyFingerprint(tokenizer.vocabulary),
    memoryBytes,
    warnings: warningsOf(gguf, tokenizer),
  };
}

/** Files that are not a whole model, by what they say of themselves. */
function checkWhole({ metadata }: Gguf): void {
  const parts = metadata.findNumber('split.count') ?? 1;
  if (parts > 1) {
    throw unsupported(
      `the file is one of ${parts} that make up the model`,
      'Join the parts with llama.cpp (llama-gguf-split --merge), or use a file that is not split.',
    );
  }
  const type = metadata.findString('general.type') ?? 'model';
  if (type !== 'model') {
    throw unsupported(`the file is of type "${type.slice(0, 40)}", not a model`, 'Use the model itself.');
  }
}

function warningsOf(gguf: Gguf, tokenizer: ChatTokenizer): TargetWarning[] {
  const warnings: TargetWarning[] = [];
  if (!tokenizer.hasTemplate) {
    const cause = 'the file has no chat template: it may be a model that was not trained to answer';
    warnings.push({
      id: 'no-template',
      cause,
      remedy: 'Use an instruct model, for example the embedded one.',
    });
  }
  if (!gguf.metadata.has('tokenizer.ggml.pre')) {
    const cause =
      'the file does not say how its tokenizer cuts words; a common way is used, which may not be its own';
    warnings.push({
      id: 'no-pre-tokenizer',
      cause,
      remedy: 'Use a file made by a llama.cpp of May 2024 or later.',
    });
  }
  const grown = gguf.tensors.filter(({ type }) => bitsOf(packedTypeOf(type)) > bitsOf(type));
  const bytes = (tensors: readonly GgufTensor[]) => tensors.reduce((sum, tensor) => sum + tensor.bytes, 0);
  if (bytes(grown) > bytes(gguf.tensors) / 2) {
    const types = [...new Set(grown.map(({ type }) => type))].join(', ');
    const cause = `most weights are ${types}, which take more memory here (up to 8 bits each) than in the file`;
    const remedy = 'A Q4_K_M or Q4_0 file of the same model is smaller in memory, and faster.';
    warnings.push({ id: 'grows', cause, remedy });
  }
  return warnings;
}

/** Bits of a weight, scales included. */
function bitsOf(type: TensorType): number {
  const { blockBytes, blockElements } = tensorLayouts[type];
  return (8 * blockBytes) / blockElements;
}
