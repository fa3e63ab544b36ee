/**
 * Writes the prompts of the offline data set into tools/dataset/prompts/: `node tools/dataset/prompts.mjs`.
 * The same code gives the same files. Every line: {"id","kind","source":"template","prompt"}, paraphrases also `of`, training prompts `topic`.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { kinds, newKinds } from './kinds/index.mjs';
import { perturb } from './perturb.mjs';
import { hashText, seeded, shuffled } from './random.mjs';

const SEED = 20261124;
const TRAIN_PER_KIND = 700;
const HELD_OUT_PER_KIND = 66;
const NEW_PER_KIND = 66;

/** What an item is about when deciding what may not occur on both sides of a split. */
const subject = item => item.group ?? item.topic;

/**
 * A kind's items in two sets without a common subject (group, or topic where an item names no group). At most a fifth
 * of the subjects is held out, so that a kind with few of them keeps enough to train on.
 */
export function splitBySubject(items, random, heldOut = HELD_OUT_PER_KIND) {
  const subjects = shuffled([...new Set(items.map(subject))], random);
  const held = new Set(subjects.slice(0, Math.min(heldOut, Math.max(1, Math.round(subjects.length / 5)))));
  return {
    train: items.filter(item => !held.has(subject(item))),
    heldOut: items.filter(item => held.has(subject(item))),
  };
}

/** The items in an order in which every topic comes once before any comes again; random within that. */
export function topicByTopic(items, random) {
  const byTopic = new Map();
  for (const item of shuffled(items, random)) {
    const list = byTopic.get(item.topic) ?? [];
    byTopic.set(item.topic, [...list, item]);
  }
  const rounds = Math.max(0, ...[...byTopic.values()].map(list => list.length));
  const ordered = [];
  for (let round = 0; round < rounds; round++) {
    const present = [...byTopic.values()].filter(list => list.length > round).map(list => list[round]);
    ordered.push(...shuffled(present, random));
  }
  return ordered;
}

/**
 * Up to `count` distinct prompts, one an item, the least used wording each time. A wording that would repeat an
 * earlier prompt is passed over; an item that has no new wording is too.
 */
export function phrase(items, wordings, count, seen = new Set()) {
  const used = wordings.map(() => 0);
  const prompts = [];
  for (const item of items) {
    if (prompts.length === count) break;
    const order = used.map((times, i) => [
      times,
      (i + used.length - (prompts.length % used.length)) % used.length,
      i,
    ]);
    order.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    for (const [, , i] of order) {
      const prompt = wordings[i](item.slots);
      if (seen.has(prompt)) continue;
      seen.add(prompt);
      used[i]++;
      prompts.push({ item, wording: i, prompt });
      break;
    }
  }
  return prompts;
}

const numbered = (kind, part, i) => `${kind}-${part}-${String(i + 1).padStart(4, '0')}`;
const line = (id, kind, prompt) => ({ id, kind, source: 'template', prompt });

/** All lines of one trained kind: training prompts, held-out prompts, and one paraphrase of each of the latter. */
export function promptsOfKind(kind, seed = SEED) {
  const random = seeded(seed ^ hashText(kind.id));
  const { train, heldOut } = splitBySubject(kind.items, random);
  const seen = new Set();
  const held = phrase(topicByTopic(heldOut, random), kind.wordings, HELD_OUT_PER_KIND, seen);
  const trained = phrase(topicByTopic(train, random), kind.wordings, TRAIN_PER_KIND, seen);
  const paraphrased = held.map(({ item, prompt }, i) => {
    // Ways of asking take turns; noise is drawn again in the rare case that the result is one already there.
    for (let attempt = 0; ; attempt++) {
      const ask = kind.otherWordings[(i + attempt) % kind.otherWordings.length];
      const text = perturb(ask(item.slots), random);
      if (text === prompt || (seen.has(text) && attempt < 50)) continue;
      seen.add(text);
      return { ...line(numbered(kind.id, 'para', i), kind.id, text), of: numbered(kind.id, 'held', i) };
    }
  });
  return {
    train: trained.map(({ item, prompt }, i) => ({
      ...line(numbered(kind.id, 'train', i), kind.id, prompt),
      topic: subject(item),
    })),
    heldOut: held.map(({ prompt }, i) => line(numbered(kind.id, 'held', i), kind.id, prompt)),
    paraphrased,
  };
}

/** Prompts of a kind that is never trained on. */
export function promptsOfNewKind(kind, seed = SEED) {
  const random = seeded(seed ^ hashText(kind.id));
  const chosen = phrase(topicByTopic(kind.items, random), kind.wordings, NEW_PER_KIND);
  return chosen.map(({ prompt }, i) => line(numbered(kind.id, 'new', i), kind.id, prompt));
}

/** One element of each list in turn, until all are used up. */
export function interleaved(lists) {
  const longest = Math.max(0, ...lists.map(list => list.length));
  return Array.from({ length: longest }, (_, i) => lists.flatMap(list => list.slice(i, i + 1))).flat();
}

/** The content of the four files, by file name. */
export function allPrompts(trained = kinds, untrained = newKinds, seed = SEED) {
  const parts = trained.map(kind => promptsOfKind(kind, seed));
  return {
    'train.jsonl': interleaved(parts.map(part => part.train)),
    'held-out.jsonl': interleaved(parts.map(part => part.heldOut)),
    'paraphrased.jsonl': interleaved(parts.map(part => part.paraphrased)),
    'new-kinds.jsonl': interleaved(untrained.map(kind => promptsOfNewKind(kind, seed))),
  };
}

async function main() {
  const folder = new URL('./prompts/', import.meta.url);
  await mkdir(folder, { recursive: true });
  for (const [name, entries] of Object.entries(allPrompts())) {
    const text = entries.map(entry => `${JSON.stringify(entry)}\n`).join('');
    await writeFile(new URL(name, folder), text);
    const counts = [...new Set(entries.map(entry => entry.kind))].map(
      kind => `${kind} ${entries.filter(entry => entry.kind === kind).length}`,
    );
    console.log(`${name}: ${entries.length} prompts ${counts.join(', ')}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
