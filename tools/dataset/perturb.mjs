import { pick } from './random.mjs';

const prefixes = [
  'hey, quick question: ',
  'Hi! ',
  'Hello there. ',
  'ok so ',
  "I'm working on something for school. ",
  "I'm a bit stuck here. ",
  'This is for work. ',
  'Good morning! ',
  'Not sure how to put this, but here goes. ',
  "Hi, I hope you can help me. I've been at this for an hour. ",
  'One more thing. ',
  'My friend told me to ask you. ',
];
const suffixes = [
  ' thanks!',
  ' Thank you!',
  ' Thanks in advance.',
  ' thx',
  ' Please be quick, I have to leave soon.',
  ' Cheers',
  ' Much appreciated!',
];

/**
 * Where the writer's own words lie: the whole text, or the instruction before or after a passage. Anything after a
 * colon, a line break or inside quotes or a code fence is material to work on and must arrive unchanged.
 */
export function ownWords(text) {
  const newline = text.indexOf('\n');
  if (newline < 0) return upToMaterial(text, 0, text.length);
  const lastBreak = text.lastIndexOf('\n');
  const first = text.slice(0, newline);
  const last = text.slice(lastBreak + 1);
  const isWords = line => line.length > 0 && !line.startsWith('```') && !/[{};=<>]/.test(line);
  // The instruction is shorter than what it is about; a passage with breaks of its own is left alone.
  const middle = text.length - first.length - last.length;
  const longest = Math.max(first.length, last.length, middle);
  if (isWords(first) && first.length < longest) return upToMaterial(text, 0, newline);
  if (isWords(last) && last.length < longest && text[lastBreak - 1] === '\n') {
    return upToMaterial(text, lastBreak + 1, text.length);
  }
  return { start: 0, end: 0 };
}

/** The range cut before its first colon, quotation mark, arrow or row of stars. A colon at its very end, before a passage, stays out too. */
function upToMaterial(text, start, end) {
  const cut = text.slice(start, end).search(/["“]|\*\*\*|->|:(\s|$)/);
  return { start, end: cut < 0 ? end : start + cut };
}

/** One slip of the fingers in a word of plain letters: two letters swapped, one dropped or one doubled. */
function slip(word, random) {
  const at = 1 + Math.floor(random() * (word.length - 2));
  const kind = Math.floor(random() * 3);
  if (kind === 0) return word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
  if (kind === 1) return word.slice(0, at) + word.slice(at + 1);
  return word.slice(0, at + 1) + word.slice(at);
}

/** Lower-case words of four letters and more: names, numbers and code words are not mistyped. */
function mistype(words, random) {
  const places = [...words.matchAll(/(?<![\w.@/-])[a-z]{4,}(?![\w@/(-])/g)];
  if (places.length === 0) return words;
  const { 0: word, index } = pick(places, random);
  return words.slice(0, index) + slip(word, random) + words.slice(index + word.length);
}

/**
 * The prompt as somebody in a hurry or a chatty mood types it. Each of these happens with some probability: one or
 * two typing errors, a small first letter, no full stop or question mark at the end, a few words before, a few after.
 * `random` returns floats in [0, 1).
 */
export function perturb(text, random) {
  const { start, end } = ownWords(text);
  if (end <= start) return text;
  let words = text.slice(start, end);
  if (random() < 0.45) words = mistype(words, random);
  if (random() < 0.15) words = mistype(words, random);
  if (start === 0 && random() < 0.3 && /^[A-Z][a-z]+ [a-z]/.test(words)) {
    words = words[0].toLowerCase() + words.slice(1);
  }
  if (random() < 0.3) words = words.replace(/[.?!]$/, '');
  const before = start === 0 && random() < 0.25 ? pick(prefixes, random) : '';
  // After the passage a "thanks" would read as part of it, so only words at the very end get one.
  const after = end === text.length && random() < 0.2 ? pick(suffixes, random) : '';
  const stop = after && /[a-z0-9)]$/i.test(words) ? ',' : '';
  return text.slice(0, start) + before + words + stop + after + text.slice(end);
}
