/** A list to try. */
export interface ExampleList {
  readonly title: string;
  /** What to look for in it, one sentence. */
  readonly about: string;
  /** JSON Lines. */
  readonly text: string;
}

interface Line {
  readonly id: string;
  readonly kind: string;
  readonly prompt: string;
}

const lines = (list: readonly Line[]): string => list.map(line => JSON.stringify(line)).join('\n');

/** Lists of our own, none of them among the prompts that drafts or policy were made from. */
export const exampleLists: readonly ExampleList[] = [
  {
    title: 'A bit of everything',
    about: 'Code, sums, stories and copying: no draft is best on all of them.',
    text: lines([
      {
        id: 'reverse',
        kind: 'code',
        prompt:
          'Write a Python function that reverses the words of a sentence and keeps the punctuation in place.',
      },
      {
        id: 'eggs',
        kind: 'maths',
        prompt:
          'A farm collects 18 boxes of 12 eggs in the morning and 7 boxes in the evening. 15 eggs break. How many eggs are left?',
      },
      {
        id: 'harbour',
        kind: 'story',
        prompt: 'Tell a short story about a harbour pilot who guides a ship in by the sound of a bell.',
      },
      { id: 'tides', kind: 'explanation', prompt: 'Explain in simple words why there are two tides a day.' },
      {
        id: 'minutes',
        kind: 'rewriting',
        prompt:
          'Correct the spelling in this text and change nothing else:\n\nThe comitee met on thursday to talk about the new bridge. Every member agred that the old bridge should stay open untill the new one is redy, and that the footpath along the river should be paved.',
      },
      {
        id: 'leave',
        kind: 'e-mail',
        prompt: 'Write a polite e-mail that asks for two days of leave next month because of a family visit.',
      },
    ]),
  },
  {
    title: 'Answers that copy',
    about: 'Each answer repeats its prompt: drafts that look back into the text should lead.',
    text: lines([
      {
        id: 'repeat',
        kind: 'copying',
        prompt:
          'Repeat this paragraph word for word:\n\n"The ferry leaves the north pier at seven and calls at three islands. On the second island it waits for the mail, and the crew drink tea in the boathouse until the bag comes down the hill."',
      },
      {
        id: 'bullets',
        kind: 'rewriting',
        prompt:
          'Turn these sentences into a bulleted list, one sentence a bullet:\n\nBring a torch and spare batteries. Tell someone where you are going. Turn back when the weather changes. Keep the map dry.',
      },
      {
        id: 'names',
        kind: 'extraction',
        prompt:
          'List every person in this text and what each of them does:\n\nAda Brandt repairs clocks. Her brother Jonas paints the dials, and Mira Lund keeps the books of the shop. On Saturdays the apprentice, Tom Field, sweeps the floor.',
      },
      {
        id: 'upper',
        kind: 'rewriting',
        prompt:
          'Write this address label again with every line in capital letters:\n\nMaria Oliveira\n14 Station Road\nSecond floor\nMillbrook',
      },
    ]),
  },
];
