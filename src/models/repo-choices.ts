import type { RepoFile } from './hub-repo.ts';
import type { ModelFormat } from './stored-model.ts';

/** One model that a repository offers: the same weights often come in several sizes. */
export interface RepoChoice {
  readonly format: ModelFormat;
  /** How its weights are rounded, as its files are named: `Q4_0`, `q4f16`. */
  readonly dtype: string;
  readonly files: readonly RepoFile[];
  /** Of all files; undefined where the list does not say. */
  readonly bytes: number | undefined;
  /** Why it cannot be taken, in words; undefined when it can. */
  readonly problem: string | undefined;
}

/** Ends of file names in the layout of transformers.js, and what they mean. */
const onnxDtypes: Readonly<Record<string, string>> = {
  '': 'fp32',
  _fp16: 'fp16',
  _quantized: 'q8',
  _int8: 'int8',
  _uint8: 'uint8',
  _q4: 'q4',
  _q4f16: 'q4f16',
  _bnb4: 'bnb4',
};

/** What a model in that layout cannot do without, and what it may have. */
const needed = ['config.json', 'tokenizer.json', 'tokenizer_config.json'];
const useful = ['generation_config.json', 'chat_template.jinja', 'special_tokens_map.json'];

/** The models among a list of files: each GGUF file, and each rounding of an ONNX export in the layout of transformers.js. */
export function repoChoices(files: readonly RepoFile[]): RepoChoice[] {
  return [...ggufChoices(files), ...onnxChoices(files)];
}

function ggufChoices(files: readonly RepoFile[]): RepoChoice[] {
  const gguf = files.filter(({ path }) => /\.gguf$/i.test(path) && !/mmproj/i.test(path));
  return gguf.map(file => ({
    format: 'gguf',
    dtype: ggufDtype(file.path),
    files: [file],
    bytes: file.bytes,
    problem: /-\d{5}-of-\d{5}\.gguf$/i.test(file.path)
      ? 'this file is one of several that make up the model; join them into one first'
      : undefined,
  }));
}

/** `Q4_K_M` of `model.Q4_K_M.gguf`; the file's name where it says none. */
export function ggufDtype(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\.gguf$/i, '');
  const match = /(?:^|[-._])((?:IQ|Q|TQ)\d(?:_[0-9A-Z]+)*|BF16|F16|F32)$/i.exec(name);
  return match?.[1]?.toUpperCase() ?? name;
}

function onnxChoices(files: readonly RepoFile[]): RepoChoice[] {
  const companions = [...needed, ...useful].flatMap(name => files.find(({ path }) => path === name) ?? []);
  const missing = needed.filter(name => !companions.some(({ path }) => path === name));
  return files.flatMap((file): RepoChoice[] => {
    const [, stem, suffix] = /^onnx\/(model|decoder_model_merged)(_[a-z0-9]+)?\.onnx$/.exec(file.path) ?? [];
    const dtype = onnxDtypes[suffix ?? ''];
    if (stem === undefined || dtype === undefined) return [];
    // Weights beyond 2 GB, and often smaller ones, lie beside the graph: model_q4.onnx_data, then …_data_1 and so on.
    const data = files.filter(({ path }) => path.startsWith(`${file.path}_data`));
    const all = [...companions, file, ...data];
    const sizes = all.map(({ bytes }) => bytes);
    return [
      {
        format: 'onnx',
        dtype,
        files: all,
        bytes: sizes.includes(undefined) ? undefined : sizes.reduce<number>((sum, n) => sum + (n ?? 0), 0),
        problem: missing.length === 0 ? undefined : `the repository has no ${missing.join(' and no ')}`,
      },
    ];
  });
}
