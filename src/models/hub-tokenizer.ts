import { Tokenizer } from '@huggingface/tokenizers';
import { messageOf } from '../core/message-of.ts';
import { invalid, unsupported } from './gguf-error.ts';
import type { HubConfig } from './hub-config.ts';
import { type JsonRecord, shown } from './hub-json.ts';
import { isRecord } from './model-manifest.ts';
import { type TokenizerParts, tokenType } from './tokenizer-parts.ts';

/** A tokenizer as a repository has it, each file parsed. */
export interface HubTokenizerFiles {
  /** tokenizer.json */
  readonly tokenizer: JsonRecord;
  /** tokenizer_config.json */
  readonly tokenizerConfig: JsonRecord;
  /** chat_template.jinja, which goes before the template in tokenizer_config.json. */
  readonly template: string | undefined;
  readonly config: Pick<HubConfig, 'bosId' | 'eosIds'>;
  /** Rows of the model's head; ids beyond the tokenizer's stand for nothing. */
  readonly vocabularySize: number;
}

/** More ids than any vocabulary has: a single large id must not make a list of a billion. */
const mostTokens = 2 ** 20;

/** @throws GgufError when something in the files is broken, or the tokenizer is not byte-level BPE */
export function readHubTokenizer(files: HubTokenizerFiles): TokenizerParts {
  const { tokenizer, tokenizerConfig, config, vocabularySize } = files;
  const model = checkedModel(tokenizer);
  const added = addedTokens(tokenizer);
  const vocabulary = placeTokens(model.vocab, added, vocabularySize);
  const { tokens } = vocabulary;
  const ids = new Map(tokens.map((text, id) => [text, id]));
  const named = (name: string): string | undefined => tokenText(tokenizerConfig[`${name}_token`]);
  const idOf = (name: string): number | undefined => ids.get(named(name) ?? '');
  const variables = ['bos', 'eos', 'unk', 'pad'].flatMap(name => {
    const text = named(name);
    return text === undefined ? [] : [[`${name}_token`, text] as const];
  });
  const ends = [idOf('eos'), ...config.eosIds].filter(id => id !== undefined);
  const outside = ends.find(id => id >= tokens.length);
  if (outside !== undefined)
    throw invalid(`end token ${outside} is outside the vocabulary of ${tokens.length}`);
  return {
    vocabulary: { ...vocabulary, bos: idOf('bos') ?? config.bosId, eos: ends[0] },
    library: libraryTokenizer(tokenizer, model, added),
    template: files.template ?? defaultTemplate(tokenizerConfig.chat_template),
    variables: Object.fromEntries(variables),
    ends,
  };
}

interface BpeModel {
  readonly vocab: JsonRecord;
  readonly merges: readonly unknown[];
  readonly ignoreMerges: boolean;
}

function checkedModel({ model, pre_tokenizer: cut, decoder }: JsonRecord): BpeModel {
  if (!isRecord(model) || !isRecord(model.vocab)) {
    const kind = isRecord(model) ? model.type : undefined;
    if (kind === 'Unigram') throw otherKind('Unigram, as T5 and XLM-R have it');
    throw invalid('tokenizer.json has no vocabulary');
  }
  if (!Array.isArray(model.merges)) throw otherKind(`"${shown(model.type)}"`);
  if (model.byte_fallback === true) throw otherKind('SentencePiece, as Llama 2, Mistral and Gemma have it');
  const levels = [cut, decoder].flatMap(part => [part, ...innerParts(part)]);
  if (!levels.some(part => isRecord(part) && part.type === 'ByteLevel')) {
    throw otherKind('BPE on characters, and not on bytes');
  }
  return {
    vocab: model.vocab,
    merges: model.merges.map(checkedMerge),
    ignoreMerges: model.ignore_merges === true,
  };
}

function innerParts(part: unknown): readonly unknown[] {
  if (!isRecord(part)) return [];
  const inner: unknown = part.pretokenizers ?? part.decoders;
  return Array.isArray(inner) ? inner : [];
}

/** A pair of tokens, written as `a b` or as a list of two. */
function checkedMerge(merge: unknown, rank: number): readonly [string, string] {
  const [left, right, more]: readonly unknown[] =
    typeof merge === 'string' ? merge.split(' ') : Array.isArray(merge) ? merge : [];
  if (typeof left === 'string' && typeof right === 'string' && left && right && more === undefined)
    return [left, right];
  throw invalid(`merge ${rank} of tokenizer.json is not two tokens`);
}

interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** A control token: text never becomes one, and it is not shown. */
  readonly special: boolean;
  readonly json: JsonRecord;
}

function addedTokens({ added_tokens: list = [] }: JsonRecord): AddedToken[] {
  if (!Array.isArray(list)) throw invalid('added_tokens of tokenizer.json is not a list');
  return list.map((json: unknown) => {
    const sound = isRecord(json) && typeof json.content === 'string' && json.content !== '' && isId(json.id);
    if (!sound) throw invalid(`an added token of tokenizer.json is ${shown(json)}`);
    return { id: Number(json.id), content: String(json.content), special: json.special === true, json };
  });
}

const isId = (id: unknown): id is number =>
  Number.isSafeInteger(id) && Number(id) >= 0 && Number(id) < mostTokens;

/** What each id stands for, those of the model beyond the tokenizer's included. */
function placeTokens(
  vocab: JsonRecord,
  added: readonly AddedToken[],
  vocabularySize: number,
): { readonly tokens: string[]; readonly types: number[] } {
  const placed = new Map<number, { readonly text: string; readonly type: number }>();
  for (const [text, id] of Object.entries(vocab)) {
    if (!isId(id) || placed.has(id)) throw invalid(`the id of token ${shown(text)} is ${shown(id)}`);
    placed.set(id, { text, type: tokenType.normal });
  }
  for (const { id, content, special } of added) {
    placed.set(id, { text: content, type: special ? tokenType.control : tokenType.userDefined });
  }
  let last = -1;
  for (const id of placed.keys()) last = Math.max(last, id);
  if (last >= vocabularySize) {
    throw invalid(`the tokenizer has a token ${last}, and the model a vocabulary of ${vocabularySize}`);
  }
  const all = Array.from({ length: vocabularySize }, (_, id) => {
    return placed.get(id) ?? { text: `[PAD${id}]`, type: tokenType.unused };
  });
  const tokens = all.map(({ text }) => text);
  if (new Set(tokens).size !== tokens.length) throw invalid('the vocabulary lists a token twice');
  return { tokens, types: all.map(({ type }) => type) };
}

/** A special token in tokenizer_config.json: its text, or a record of it. */
function tokenText(value: unknown): string | undefined {
  const text: unknown = isRecord(value) ? value.content : value;
  return typeof text === 'string' ? text : undefined;
}

/** A template, or the one called `default` of several. */
function defaultTemplate(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  const found = list.find(each => isRecord(each) && each.name === 'default');
  return isRecord(found) && typeof found.template === 'string' ? found.template : undefined;
}

/** The tokenizer of transformers.js, as tokenizer.json describes it, but for its control tokens. */
function libraryTokenizer(tokenizer: JsonRecord, model: BpeModel, added: readonly AddedToken[]): Tokenizer {
  const controls = new Set(added.flatMap(({ content, special }) => (special ? [content] : [])));
  const vocab = Object.fromEntries(Object.entries(model.vocab).filter(([text]) => !controls.has(text)));
  const definition = {
    version: '1.0',
    added_tokens: added.flatMap(({ special, json }) => (special ? [] : [json])),
    normalizer: tokenizer.normalizer ?? null,
    pre_tokenizer: tokenizer.pre_tokenizer ?? null,
    post_processor: null,
    decoder: null,
    model: {
      type: 'BPE',
      vocab,
      merges: model.merges,
      ignore_merges: model.ignoreMerges,
      fuse_unk: false,
      byte_fallback: false,
    },
  };
  try {
    return new Tokenizer(definition, {});
  } catch (error) {
    const cause = messageOf(error);
    throw unsupported(`the tokenizer cannot be used: ${cause.slice(0, 200)}`, remedy);
  }
}

const remedy = 'Use a model of the SmolLM2, Llama 3 or Qwen2.5 family.';
const otherKind = (kind: string) =>
  unsupported(`the tokenizer is of another kind (${kind}); this page has byte-level BPE only`, remedy);
