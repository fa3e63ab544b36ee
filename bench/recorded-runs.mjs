/** The runs that come with the page, in the order it offers them; the first plays on its first paint. */

const greedy = { temperature: 0, topK: 40, topP: 0.95, seed: 1 };

/** @type {{file: string, title: string, kind: string, note: string, prompt: string, sampling: object}[]} */
export const recordedRuns = [
  {
    file: 'proofread.json',
    title: 'Proofread a paragraph',
    kind: 'copying',
    note: 'The answer repeats most of the prompt, so lookup finds it there.',
    prompt:
      'Proofread and correct this paragraph:\n\nthe committee met on wednesday to discuss the new library. they agreed that the old building should be kept, and that the garden behind it should be open to the public. the architect promised to send the final drawings before the end of the month.',
    sampling: greedy,
  },
  {
    file: 'class.json',
    title: 'Write a Python class',
    kind: 'code',
    note: 'Code repeats its own names and phrases once it is under way.',
    prompt: 'Write a Python class for a stack with the methods push, pop, peek, is_empty and size.',
    sampling: greedy,
  },
  {
    file: 'count.json',
    title: 'Count to ten',
    kind: 'counting',
    note: 'Every line looks like the one before, but its number is new: lookup guesses wrong and falls silent.',
    prompt: 'Count from 1 to 10, one number per line.',
    sampling: greedy,
  },
  {
    file: 'story.json',
    title: 'Tell a story',
    kind: 'new text',
    note: 'New text has little to look up, so drafting brings nothing here.',
    prompt: 'Tell a short story about a clockmaker who finds a letter inside an old clock.',
    sampling: greedy,
  },
  {
    file: 'sampled.json',
    title: 'Repeat a paragraph, sampled',
    kind: 'sampling',
    note: 'Drawn at temperature 0.7: each token shows the draw that kept or refused it.',
    prompt:
      'Repeat the following paragraph exactly, word for word:\n\n"The lighthouse keeper climbed the iron stairs every evening at six. He carried a can of oil in his left hand and a small brass lamp in his right. From the top he could see the fishing boats coming home, one after another, and he counted them until the last one had passed the red buoy."',
    sampling: { ...greedy, temperature: 0.7 },
  },
];
