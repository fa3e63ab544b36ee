import type { ByteSource } from '../models/byte-source.ts';
import { invalid } from '../models/gguf-error.ts';
import { type HubConfig, readHubConfig } from '../models/hub-config.ts';
import { type JsonRecord, readJson } from '../models/hub-json.ts';
import type { HubWeights } from '../models/hub-model.ts';
import type { LibraryFiles } from '../models/library-files.ts';
import { ChatTokenizer } from '../models/tokenizer.ts';

/** Most bytes that are read of a small file. The largest vocabularies take 35 MB of JSON. */
const mostBytes = { config: 4e6, tokenizer: 64e6, template: 1e6 } as const;

/** What the small files of an ONNX export say. */
export interface HubDescription {
  readonly config: HubConfig;
  readonly tokenizer: ChatTokenizer;
}

/**
 * Reads configuration and tokenizer, and renders the chat template once: what cannot be used is better known before the weights are read.
 * @throws GgufError with cause and remedy; DownloadError when a file is spoilt
 */
export async function describeHubModel(files: LibraryFiles): Promise<HubDescription> {
  const find = (path: string): ByteSource | undefined =>
    files.model.files.some(file => file.path === path) ? files.source(path) : undefined;
  const json = async (path: string, most: number): Promise<JsonRecord> => {
    const source = find(path);
    if (source === undefined) throw invalid(`${path} is not among its files`);
    return readJson(path, source, most);
  };
  const generation = find('generation_config.json');
  const config = readHubConfig(
    await json('config.json', mostBytes.config),
    generation && (await readJson('generation_config.json', generation, mostBytes.config)),
  );
  const template = find('chat_template.jinja');
  const tokenizer = ChatTokenizer.fromHub({
    tokenizer: await json('tokenizer.json', mostBytes.tokenizer),
    tokenizerConfig: await json('tokenizer_config.json', mostBytes.config),
    template: template && (await readText('chat_template.jinja', template)),
    config,
    vocabularySize: config.vocabularySize,
  });
  if (tokenizer.hasTemplate) {
    tokenizer.encodeChat([{ role: 'user', content: 'Hello' }], { addGenerationPrompt: true });
  }
  return { config, tokenizer };
}

async function readText(path: string, source: ByteSource): Promise<string> {
  if (source.bytes > mostBytes.template) throw invalid(`${path} has ${source.bytes} bytes`);
  return new TextDecoder().decode(await source.read(0, source.bytes));
}

/**
 * Reads the graph and the files of weights beside it, each checked against what was downloaded.
 * @param onProgress called with bytes read so far
 * @throws GgufError when there is no graph; DownloadError when a part is spoilt; `AbortError`
 */
export async function readHubWeights(
  files: LibraryFiles,
  onProgress: (bytes: number) => void,
  signal: AbortSignal,
): Promise<{ readonly graph: Uint8Array; readonly files: readonly HubWeights[] }> {
  const paths = files.model.files.map(({ path }) => path);
  const graphPath = paths.find(path => path.endsWith('.onnx'));
  if (graphPath === undefined) throw invalid('there is no .onnx file among its files');
  let before = 0;
  const whole = async (path: string): Promise<Uint8Array> => {
    const source = files.source(path);
    const data = new Uint8Array(source.bytes);
    for (let at = 0; at < data.length; at += pieceBytes) {
      signal.throwIfAborted();
      const length = Math.min(pieceBytes, data.length - at);
      data.set(await source.read(at, length), at);
      onProgress(before + at + length);
    }
    before += data.length;
    return data;
  };
  const graph = await whole(graphPath);
  const weights: HubWeights[] = [];
  for (const path of paths.filter(each => each.startsWith(`${graphPath}_data`))) {
    // The graph names them as its neighbours.
    weights.push({ path: path.slice(path.lastIndexOf('/') + 1), data: await whole(path) });
  }
  return { graph, files: weights };
}

const pieceBytes = 16 * 2 ** 20;
