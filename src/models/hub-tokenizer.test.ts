import { beforeAll, describe, expect, test } from 'vitest';
import { memorySource } from './byte-source.ts';
import { type Gguf, readGguf } from './gguf.ts';
import { readVocabulary } from './gguf-tokenizer.ts';
import { readJson } from './hub-json.ts';
import { tokenizerConfigJson, tokenizerJson } from './hub-repo-fixture.ts';
import type { HubTokenizerFiles } from './hub-tokenizer.ts';
import { embeddedModelSource } from './test-model.ts';
import { buildTinyModel } from './tiny-model.ts';
import { ChatTokenizer } from './tokenizer.ts';
import { vocabularyFingerprint } from './vocabulary-match.ts';

let embedded: Gguf;
let tiny: Gguf;
beforeAll(async () => {
  embedded = await readGguf(embeddedModelSource());
  tiny = await readGguf(memorySource(buildTinyModel({ layers: 1 })));
});

/** The tokenizer's files as a repository would have them, with changes. */
function filesOf(gguf: Gguf, changes: Partial<HubTokenizerFiles> = {}): HubTokenizerFiles {
  return {
    tokenizer: tokenizerJson(gguf),
    tokenizerConfig: tokenizerConfigJson(gguf),
    template: undefined,
    config: { bosId: undefined, eosIds: [] },
    vocabularySize: gguf.metadata.getStrings('tokenizer.ggml.tokens').length,
    ...changes,
  };
}

const chat = [
  { role: 'system', content: 'You are terse.' },
  { role: 'user', content: 'What is 12 × 7?  Write <|im_end|> too.\n\n\tdéjà vu 🙂' },
];
const prompt = { addGenerationPrompt: true };

describe('on the embedded vocabulary', () => {
  test('the files of a repository and the GGUF give the same ids, texts and ends', () => {
    const [hub, gguf] = [ChatTokenizer.fromHub(filesOf(embedded)), ChatTokenizer.fromGguf(embedded)];
    expect(hub.encodeChat(chat, prompt)).toEqual(gguf.encodeChat(chat, prompt));
    expect(new Set(hub.eosIds)).toEqual(new Set(gguf.eosIds));
    for (let id = 0; id < gguf.vocabularySize; id += 97) expect(hub.tokenText(id)).toBe(gguf.tokenText(id));
  });

  test('drafts know it by its fingerprint, and one token with another name is another vocabulary', () => {
    const fingerprint = (files: HubTokenizerFiles) =>
      vocabularyFingerprint(ChatTokenizer.fromHub(files).vocabulary);
    const own = vocabularyFingerprint(readVocabulary(embedded.metadata));
    expect(fingerprint(filesOf(embedded))).toBe(own);
    const renamed = tokenizerJson(embedded, { from: '<gh_stars>', to: '<gh_starz>' });
    expect(fingerprint(filesOf(embedded, { tokenizer: renamed }))).not.toBe(own);
  });
});

test('what looks like a control token in a message stays text', () => {
  const tokenizer = ChatTokenizer.fromHub(filesOf(tiny));
  const control = tokenizer.encodeChat([{ role: 'user', content: '' }], prompt)[0] ?? -1;
  expect(tokenizer.isSpecial(control)).toBe(true);
  expect(tokenizer.encodeText('<|im_start|>')).not.toContain(control);
});

test('ends of a text come from generation_config.json, tokenizer_config.json and known names', () => {
  const config = { bosId: undefined, eosIds: [5] };
  expect([...ChatTokenizer.fromHub(filesOf(tiny, { config })).eosIds].sort()).toEqual([0, 2, 5]);
});

test('ids of the model that the tokenizer does not have stand for nothing, and do not matter to drafts', () => {
  const size = tiny.metadata.getStrings('tokenizer.ggml.tokens').length;
  const padded = ChatTokenizer.fromHub(filesOf(tiny, { vocabularySize: size + 64 }));
  expect(padded.vocabularySize).toBe(size + 64);
  expect(vocabularyFingerprint(padded.vocabulary)).toBe(
    vocabularyFingerprint(ChatTokenizer.fromHub(filesOf(tiny)).vocabulary),
  );
});

describe('the chat template', () => {
  test('of chat_template.jinja goes before the other', () => {
    const tokenizer = ChatTokenizer.fromHub(filesOf(tiny, { template: 'in' }));
    expect(tokenizer.encodeChat(chat, prompt)).toEqual(tokenizer.encodeText('in'));
  });

  test('may be one of several, by the name of default', () => {
    const templates = [
      { name: 'tool_use', template: 'no' },
      { name: 'default', template: 'in' },
    ];
    const tokenizerConfig = { ...tokenizerConfigJson(tiny), chat_template: templates };
    const tokenizer = ChatTokenizer.fromHub(filesOf(tiny, { tokenizerConfig }));
    expect(tokenizer.encodeChat(chat, prompt)).toEqual(tokenizer.encodeText('in'));
  });

  test('may be missing', () => {
    const tokenizerConfig = { ...tokenizerConfigJson(tiny), chat_template: undefined };
    expect(ChatTokenizer.fromHub(filesOf(tiny, { tokenizerConfig })).hasTemplate).toBe(false);
  });
});

describe('refuses, and says what is wrong:', () => {
  const model = (change: Record<string, unknown>) => (json: Record<string, unknown>) => ({
    ...json,
    model: { ...(json.model as object), ...change },
  });
  test.each<[string, (json: Record<string, unknown>) => Record<string, unknown>, RegExp]>([
    ['no vocabulary', json => ({ ...json, model: {} }), /no vocabulary/],
    ['Unigram', json => ({ ...json, model: { type: 'Unigram', vocab: [] } }), /Unigram/],
    ['SentencePiece', model({ byte_fallback: true }), /SentencePiece/],
    ['WordPiece', model({ type: 'WordPiece', merges: undefined }), /WordPiece/],
    ['BPE on characters', json => ({ ...json, pre_tokenizer: null, decoder: null }), /characters/],
    ['an id that is none', model({ vocab: { a: 1e12 } }), /the id of token "a" is 1000000000000/],
    ['two tokens of one id', model({ vocab: { a: 1, b: 1 } }), /the id of token "b" is 1/],
    ['a merge of three', model({ merges: ['a b c'] }), /merge 0/],
    ['an added token without an id', json => ({ ...json, added_tokens: [{ content: 'x' }] }), /added token/],
    [
      'an id beyond the model',
      json => ({ ...json, added_tokens: [{ content: 'x', id: 5000, special: true }] }),
      /token 5000/,
    ],
    [
      'two ids of one text',
      json => ({ ...json, added_tokens: [{ content: 'h', id: 0, special: true }] }),
      /lists a token twice/,
    ],
    [
      'a way of cutting that is not known',
      json => ({ ...json, normalizer: { type: 'Odd' } }),
      /cannot be used/,
    ],
  ])('%s', (_, change, cause) => {
    const files = filesOf(tiny, { tokenizer: change(tokenizerJson(tiny)) });
    expect(() => ChatTokenizer.fromHub(files)).toThrow(cause);
  });

  test.each([
    ['{"a": 1', /is not JSON/],
    ['[1]', /does not hold an object/],
    [`{"a": "${'x'.repeat(100)}"}`, /are the most/],
  ])('a file that holds %s', async (text, cause) => {
    const source = memorySource(new TextEncoder().encode(text));
    await expect(readJson('config.json', source, 64)).rejects.toThrow(cause);
  });
});
