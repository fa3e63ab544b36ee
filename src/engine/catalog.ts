import type { Backend, ModelSource, OnnxDtype } from './model-source.ts';

/** Models that share a vocabulary: drafts made for one of them can propose to all. */
export type Vocabulary = 'smollm2' | 'qwen2.5' | 'llama3' | 'qwen3';

/** One way to have a model: from where, for which backend, how large. */
export interface CatalogVariant {
  readonly backend: Backend;
  readonly source: ModelSource;
  /** How the weights are stored, as the files are named. */
  readonly dtype: string;
  /** About how many bytes are downloaded; undefined where nobody has looked. */
  readonly bytes: number | undefined;
}

/** A model one can choose as the target, and the models that can draft for it besides the arms of arms.ts. */
export interface CatalogEntry {
  readonly id: string;
  readonly title: string;
  readonly vocabulary: Vocabulary;
  readonly licence: string;
  /** The best first: 16-bit activations where the GPU has them, then 32-bit ones, then the CPU. */
  readonly variants: readonly CatalogVariant[];
  /** Ids of {@link catalogDrafts}. */
  readonly drafts: readonly string[];
}

/** A whole model that drafts; it runs on the CPU engine beside the target. */
export interface CatalogDraft {
  readonly id: string;
  readonly title: string;
  readonly vocabulary: Vocabulary;
  readonly licence: string;
  readonly source: ModelSource;
  readonly bytes: number;
}

const apache = 'Apache-2.0';
const llamaLicence = 'Llama 3.2 Community License';

const gguf = (repo: string, file: string): ModelSource => ({
  kind: 'hub-gguf',
  repo,
  revision: 'main',
  file,
});
const onGpu = (repo: string, dtype: OnnxDtype, bytes: number | undefined): CatalogVariant => ({
  backend: 'webgpu',
  source: { kind: 'hub-onnx', repo, revision: 'main', dtype },
  dtype,
  bytes,
});
const onCpu = (repo: string, file: string, dtype: string, bytes: number): CatalogVariant => ({
  backend: 'cpu',
  source: gguf(repo, file),
  dtype,
  bytes,
});

/** Bytes of the embedded model, exactly. */
const embeddedBytes = 98_362_432;

/** Whole models that draft. */
export const catalogDrafts: readonly CatalogDraft[] = [
  {
    id: 'smollm2-135m',
    title: 'SmolLM2-135M-Instruct (comes with the app)',
    vocabulary: 'smollm2',
    licence: apache,
    source: { kind: 'embedded' },
    bytes: embeddedBytes,
  },
  {
    id: 'qwen2.5-0.5b',
    title: 'Qwen2.5-0.5B-Instruct',
    vocabulary: 'qwen2.5',
    licence: apache,
    source: gguf('Qwen/Qwen2.5-0.5B-Instruct-GGUF', 'qwen2.5-0.5b-instruct-q4_k_m.gguf'),
    bytes: 491e6,
  },
  {
    id: 'qwen2.5-coder-0.5b',
    title: 'Qwen2.5-Coder-0.5B-Instruct',
    vocabulary: 'qwen2.5',
    licence: apache,
    source: gguf('Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF', 'qwen2.5-coder-0.5b-instruct-q4_k_m.gguf'),
    bytes: 491e6,
  },
  {
    id: 'llama-3.2-1b',
    title: 'Llama-3.2-1B-Instruct',
    vocabulary: 'llama3',
    licence: llamaLicence,
    source: gguf('bartowski/Llama-3.2-1B-Instruct-GGUF', 'Llama-3.2-1B-Instruct-Q4_K_M.gguf'),
    bytes: 807_694_464,
  },
  {
    id: 'qwen3-0.6b',
    title: 'Qwen3-0.6B',
    vocabulary: 'qwen3',
    licence: apache,
    source: gguf('Qwen/Qwen3-0.6B-GGUF', 'Qwen3-0.6B-Q8_0.gguf'),
    bytes: 639e6,
  },
];

/** Targets. Sizes of what is on the Hub are rounded, and not checked here: files there can change. */
export const catalog: readonly CatalogEntry[] = [
  {
    id: 'smollm2-135m',
    title: 'SmolLM2-135M-Instruct',
    vocabulary: 'smollm2',
    licence: apache,
    // The same bytes run on both; which is faster is measured when they are loaded.
    variants: (['cpu', 'webgpu'] as const).map(backend => ({
      backend,
      source: { kind: 'embedded' },
      dtype: 'Q4_1',
      bytes: embeddedBytes,
    })),
    drafts: [],
  },
  {
    id: 'smollm2-360m',
    title: 'SmolLM2-360M-Instruct',
    vocabulary: 'smollm2',
    licence: apache,
    variants: [
      onGpu('HuggingFaceTB/SmolLM2-360M-Instruct', 'q4f16', 299e6),
      onGpu('HuggingFaceTB/SmolLM2-360M-Instruct', 'q4', 417e6),
      onCpu('HuggingFaceTB/SmolLM2-360M-Instruct-GGUF', 'smollm2-360m-instruct-q8_0.gguf', 'Q8_0', 386e6),
    ],
    drafts: ['smollm2-135m'],
  },
  {
    id: 'smollm2-1.7b',
    title: 'SmolLM2-1.7B-Instruct',
    vocabulary: 'smollm2',
    licence: apache,
    variants: [
      onGpu('HuggingFaceTB/SmolLM2-1.7B-Instruct', 'q4f16', 1.1e9),
      onGpu('HuggingFaceTB/SmolLM2-1.7B-Instruct', 'q4', 1.4e9),
      onCpu(
        'HuggingFaceTB/SmolLM2-1.7B-Instruct-GGUF',
        'smollm2-1.7b-instruct-q4_k_m.gguf',
        'Q4_K_M',
        1.06e9,
      ),
    ],
    drafts: ['smollm2-135m'],
  },
  {
    id: 'qwen2.5-1.5b',
    title: 'Qwen2.5-1.5B-Instruct',
    vocabulary: 'qwen2.5',
    licence: apache,
    variants: [
      onGpu('onnx-community/Qwen2.5-1.5B-Instruct', 'q4f16', 1.2e9),
      onGpu('onnx-community/Qwen2.5-1.5B-Instruct', 'q4', 1.8e9),
      onCpu('Qwen/Qwen2.5-1.5B-Instruct-GGUF', 'qwen2.5-1.5b-instruct-q4_k_m.gguf', 'Q4_K_M', 1.12e9),
    ],
    drafts: ['qwen2.5-0.5b', 'qwen2.5-coder-0.5b'],
  },
  {
    id: 'llama-3.2-3b',
    title: 'Llama-3.2-3B-Instruct',
    vocabulary: 'llama3',
    licence: llamaLicence,
    variants: [
      onGpu('onnx-community/Llama-3.2-3B-Instruct-ONNX', 'q4f16', 2.3e9),
      onGpu('onnx-community/Llama-3.2-3B-Instruct-ONNX', 'q4', 3.2e9),
      onCpu('bartowski/Llama-3.2-3B-Instruct-GGUF', 'Llama-3.2-3B-Instruct-Q4_K_M.gguf', 'Q4_K_M', 2.02e9),
    ],
    drafts: ['llama-3.2-1b'],
  },
  {
    id: 'qwen3-1.7b',
    title: 'Qwen3-1.7B',
    vocabulary: 'qwen3',
    licence: apache,
    variants: [
      onGpu('onnx-community/Qwen3-1.7B-ONNX', 'q4f16', undefined),
      onGpu('onnx-community/Qwen3-1.7B-ONNX', 'q4', undefined),
      onCpu('ggml-org/Qwen3-1.7B-GGUF', 'Qwen3-1.7B-Q4_K_M.gguf', 'Q4_K_M', 1.28e9),
    ],
    drafts: ['qwen3-0.6b'],
  },
];

/** The entry with this id. */
export function catalogEntry(id: string): CatalogEntry | undefined {
  return catalog.find(entry => entry.id === id);
}
