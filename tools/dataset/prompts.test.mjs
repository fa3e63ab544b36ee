import { expect, test } from 'vitest';
import { kinds, newKinds } from './kinds/index.mjs';
import { ownWords, perturb } from './perturb.mjs';
import { allPrompts, interleaved, phrase, promptsOfKind, splitBySubject, topicByTopic } from './prompts.mjs';
import { seeded } from './random.mjs';

const files = allPrompts();
const everyKind = [...kinds, ...newKinds];

test('every kind has the items, topics and wordings the data set needs', () => {
  for (const kind of kinds) {
    const topics = new Set(kind.items.map(item => item.topic));
    expect(kind.items.length, kind.id).toBeGreaterThanOrEqual(900);
    expect(topics.size, kind.id).toBeGreaterThanOrEqual(90);
    expect(kind.wordings.length, kind.id).toBeGreaterThanOrEqual(10);
    expect(kind.otherWordings.length, kind.id).toBeGreaterThanOrEqual(6);
  }
  expect(new Set(everyKind.map(kind => kind.id)).size).toBe(everyKind.length);
});

test('every wording of every item gives a clean text', () => {
  for (const kind of everyKind) {
    for (const item of kind.items) {
      for (const word of [...kind.wordings, ...(kind.otherWordings ?? [])]) {
        const text = word(item.slots);
        // A slot that a wording uses but the item lacks shows up as "undefined"; some bug reports say that themselves.
        const missing = text.includes('undefined') && !JSON.stringify(item.slots).includes('undefined');
        if (missing || /\bNaN\b|\{[a-dNMK][:}]|\{he\}|\{his\}|^\s|\s$/.test(text)) {
          expect.unreachable(`${kind.id}: ${text}`);
        }
      }
    }
  }
});

test('each kind has enough lines in each file', () => {
  const count = (name, kind) => files[name].filter(entry => entry.kind === kind.id).length;
  for (const kind of kinds) {
    expect(count('train.jsonl', kind), kind.id).toBeGreaterThanOrEqual(620);
    expect(count('held-out.jsonl', kind), kind.id).toBe(66);
    expect(count('paraphrased.jsonl', kind), kind.id).toBe(66);
  }
  for (const kind of newKinds) expect(count('new-kinds.jsonl', kind), kind.id).toBeGreaterThanOrEqual(40);
});

test('no prompt and no id occurs twice, in one file or across files', () => {
  const all = Object.values(files).flat();
  expect(new Set(all.map(entry => entry.id)).size).toBe(all.length);
  expect(new Set(all.map(entry => entry.prompt)).size).toBe(all.length);
});

test('training and held-out items have no topic and no group in common', () => {
  for (const kind of kinds) {
    const { train, heldOut } = splitBySubject(kind.items, seeded(3));
    for (const key of ['topic', 'group']) {
      const trained = new Set(train.map(item => item[key]).filter(Boolean));
      expect(
        heldOut.filter(item => trained.has(item[key])),
        kind.id,
      ).toEqual([]);
    }
    expect(train.length + heldOut.length).toBe(kind.items.length);
  }
});

test('the written lines keep the split', () => {
  // A prompt that only one item can give tells which topic a line is about.
  for (const kind of kinds) {
    const topicOf = new Map();
    for (const item of kind.items)
      for (const word of kind.wordings) topicOf.set(word(item.slots), item.topic);
    const topics = name => files[name].filter(e => e.kind === kind.id).map(e => topicOf.get(e.prompt));
    const trained = new Set(topics('train.jsonl'));
    expect(trained.has(undefined), kind.id).toBe(false);
    expect(
      topics('held-out.jsonl').filter(topic => trained.has(topic)),
      kind.id,
    ).toEqual([]);
  }
});

test('the same seed gives the same lines, another seed gives others', () => {
  expect(allPrompts()).toEqual(files);
  expect(promptsOfKind(kinds[0], 1)).not.toEqual(promptsOfKind(kinds[0], 2));
});

test('each paraphrase belongs to one held-out prompt and differs from it', () => {
  const held = new Map(files['held-out.jsonl'].map(entry => [entry.id, entry]));
  expect(new Set(files['paraphrased.jsonl'].map(entry => entry.of)).size).toBe(held.size);
  for (const entry of files['paraphrased.jsonl']) {
    expect(held.get(entry.of).kind).toBe(entry.kind);
    expect(held.get(entry.of).prompt).not.toBe(entry.prompt);
  }
});

test('training lines take turns between kinds', () => {
  const first = files['train.jsonl'].slice(0, kinds.length * 10).map(entry => entry.kind);
  for (const kind of kinds) expect(first.filter(id => id === kind.id).length).toBe(10);
  expect(interleaved([[1, 2, 3], [4], [5, 6]])).toEqual([1, 4, 5, 2, 6, 3]);
});

test('wordings are used about equally often', () => {
  for (const kind of kinds) {
    const used = kind.wordings.map(() => 0);
    for (const { wording } of phrase(topicByTopic(kind.items, seeded(1)), kind.wordings, 600))
      used[wording]++;
    expect(Math.max(...used) - Math.min(...used), kind.id).toBeLessThanOrEqual(6);
  }
});

test('every topic comes once before any comes again', () => {
  const items = ['a', 'a', 'a', 'b', 'c', 'c'].map(topic => ({ topic }));
  const order = topicByTopic(items, seeded(5)).map(item => item.topic);
  expect(new Set(order.slice(0, 3)).size).toBe(3);
  expect(order.slice(3, 5).sort()).toEqual(['a', 'c']);
  expect(order[5]).toBe('a');
});

test('noise leaves code and passages alone', () => {
  const code = '```python\nwhile True:\n    value = compute(value)\n```';
  const passage =
    'Yesterday several people waited patiently outside. Nobody opened the door for them at all.';
  for (let seed = 0; seed < 200; seed++) {
    expect(perturb(`Please explain the following code for me.\n\n${code}`, seeded(seed))).toContain(code);
    expect(perturb(`${code}\n\nWhat does this code print?`, seeded(seed))).toContain(code);
    expect(perturb(`Summarise this text: ${passage}`, seeded(seed))).toContain(passage);
    expect(perturb(`${passage}\n\nWhat is this about?`, seeded(seed))).toContain(passage);
    expect(perturb(`Shorten "${passage}"`, seeded(seed))).toContain(passage);
  }
});

test('noise changes some prompts and not all', () => {
  const text = 'Please tell me something about mountains.';
  const changed = Array.from({ length: 200 }, (_, seed) => perturb(text, seeded(seed)) !== text);
  const share = changed.filter(Boolean).length / changed.length;
  expect(share).toBeGreaterThan(0.5);
  expect(share).toBeLessThan(1);
});

test('the own words of a prompt end where its material begins', () => {
  const cut = text => {
    const { start, end } = ownWords(text);
    return text.slice(start, end);
  };
  expect(cut('Explain rainbows.')).toBe('Explain rainbows.');
  expect(cut('Translate this: the dog sleeps')).toBe('Translate this');
  expect(cut('Fix it.\n\nthe dog sleep in the garden')).toBe('Fix it.');
  expect(cut('the dog sleep in the garden\n\nFix it.')).toBe('Fix it.');
});
