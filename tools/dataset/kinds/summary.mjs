import { at, list } from './lists/forms.mjs';
import { passages } from './lists/summary-passages.mjs';

/** Summaries of a given passage. The topic is the passage's family, so variants of one text stay together. */

const lengths = list(
  `one sentence; two sentences; three bullet points; at most 25 words; one short paragraph; two bullet points; a single line; about 30 words; three short sentences; four bullet points`,
);
const readers = list(
  `a ten-year-old; a busy manager; someone who hasn't read it; a newsletter; a friend; a class of beginners; a notice board; my grandmother`,
);

export const summary = {
  id: 'summary',
  items: passages.map(({ family, text }, i) => ({
    topic: family,
    slots: { text, length: at(lengths, i * 3), reader: at(readers, i * 5) },
  })),
  wordings: [
    s => `Summarize the following text in ${s.length}:\n\n${s.text}`,
    s => `${s.text}\n\nSummarise this in ${s.length}.`,
    s => `What is the main idea of this passage?\n\n${s.text}`,
    s => `TL;DR please:\n\n${s.text}`,
    s => `${s.text}\n\ntl;dr?`,
    s => `Give the key points of this text as a bulleted list.\n\n${s.text}`,
    s => `Write a title for this text and then summarize it in ${s.length}.\n\n"${s.text}"`,
    s => `Can you sum this up for ${s.reader}?\n\n${s.text}`,
    s => `Here is a text: "${s.text}" Please write a summary in ${s.length}.`,
    s =>
      `Read the passage below and explain in simple words what it says, so that ${s.reader} could follow.\n\n${s.text}`,
    s => `Suggest three headlines for this:\n\n${s.text}`,
    s => `Text:\n${s.text}\n\nSummary (${s.length}):`,
    s => `I don't have time to read this. What are the most important facts?\n\n${s.text}`,
    s => `${s.text}\n\nWhat happened or what is claimed here, and why does it matter? Answer in ${s.length}.`,
    s => `Please shorten this text to about half its length without losing anything important:\n\n${s.text}`,
  ],
  otherWordings: [
    s => `Boil this down for me to ${s.length}.\n\n${s.text}`,
    s => `${s.text}\n\n---\nGist of the above, as you would tell it to ${s.reader}, in ${s.length}?`,
    s => `Someone sent me this and I need the short version:\n\n"${s.text}"`,
    s => `Condense. Keep names and numbers, drop the rest. Use ${s.length}.\n\n${s.text}`,
    s => `${s.text}\n\nIn a nutshell, what should I take away from these lines?`,
    s =>
      `You are an editor. Turn the paragraph below into a brief item (${s.length}) for ${s.reader}.\n\n${s.text}`,
  ],
};
