/** What drafting is expected to bring for a prompt. */
export type Expectation = 'wins' | 'even' | 'loses';

export const expectationNames: Readonly<Record<Expectation, string>> = {
  wins: 'Much to guess',
  even: 'Something to guess',
  loses: 'Little to guess',
};

/** A prompt to try. */
export interface GalleryPrompt {
  readonly title: string;
  readonly expectation: Expectation;
  /** Why to expect it, one sentence. */
  readonly because: string;
  readonly prompt: string;
}

/** Prompts chosen to show where drafting pays and where it does not. Expectations are guesses until they are run. */
export const gallery: readonly GalleryPrompt[] = [
  {
    title: 'Repeat a paragraph',
    expectation: 'wins',
    because: 'Nearly every token stands in the prompt already.',
    prompt:
      'Repeat the following paragraph exactly, word for word:\n\n"The lighthouse keeper climbed the iron stairs every evening at six. He carried a can of oil in his left hand and a small brass lamp in his right. From the top he could see the fishing boats coming home, one after another, and he counted them until the last one had passed the red buoy."',
  },
  {
    title: 'Proofread a paragraph',
    expectation: 'wins',
    because: 'The answer is the prompt with a few changes.',
    prompt:
      'Proofread and correct this paragraph:\n\nthe committee met on wednesday to discuss the new library. they agreed that the old building should be kept, and that the garden behind it should be open to the public. the architect promised to send the final drawings before the end of the month.',
  },
  {
    title: 'Make a list',
    expectation: 'even',
    because: 'Lists repeat their own pattern once they are under way.',
    prompt:
      'List the twelve months of the year. For each month, write "Month: " and then its name and its number of days.',
  },
  {
    title: 'Write a class',
    expectation: 'even',
    because: 'Code repeats its own names, and much of it is written the same way every time.',
    prompt: 'Write a Python class for a stack with the methods push, pop, peek, is_empty and size.',
  },
  {
    title: 'Summarise a passage',
    expectation: 'even',
    because: 'Names and phrases come from the passage, the rest is new.',
    prompt:
      'Summarise this passage in two sentences:\n\nTide pools form where the sea leaves water behind in hollows of the rock. Animals that live there must endure heat, cold, and fresh water from rain within a single day. Barnacles close their plates, snails seal themselves to the stone, and small fish hide under seaweed until the tide returns. Few places on earth change so much in so few hours.',
  },
  {
    title: 'Write a function',
    expectation: 'even',
    because: 'Names come back within the function, but the start is new.',
    prompt:
      'Write a Python function that returns the n-th Fibonacci number, with a docstring and an example.',
  },
  {
    title: 'Tell a story',
    expectation: 'loses',
    because: 'New text has little to look up; only turns of phrase can be guessed.',
    prompt: 'Tell a short story about a clockmaker who finds a letter inside an old clock.',
  },
  {
    title: 'Explain an idea',
    expectation: 'loses',
    because: 'An explanation rarely repeats itself; only common phrases can be guessed.',
    prompt: 'Why is the sky blue during the day and red in the evening? Explain it to a curious child.',
  },
];
