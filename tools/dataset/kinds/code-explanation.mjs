import { article, capital, fenced } from './compose.mjs';
import { snippets } from './lists/snippets.mjs';

/**
 * What may be wanted of a snippet: `verb` after "please" or "can you", `question` on its own, `other` and
 * `otherQuestion` for paraphrases; `only` limits it to some languages.
 */
const programming = /^(Python|JavaScript|TypeScript|Java|C|C\+\+|Go|Rust|R|Ruby|PHP|bash)$/;
const asks = [
  {
    verb: 'explain what this code does',
    question: 'What does this code do?',
    other: 'describe the purpose of the snippet',
    otherQuestion: 'What is going on here?',
  },
  {
    verb: 'explain this code line by line',
    question: 'What does each line do?',
    other: 'go through the snippet one line at a time',
    otherQuestion: 'Could somebody walk me through the lines?',
  },
  {
    verb: 'explain this code to a complete beginner',
    question: 'How would you explain this to someone new to programming?',
    other: 'describe it so that my grandmother understands it',
    otherQuestion: 'What is the idea, in plain words?',
  },
  {
    verb: 'tell me the time and space complexity of this code',
    question: 'What is the time complexity?',
    other: 'work out the Big O of the snippet',
    otherQuestion: 'How does the running time grow with the input?',
    only: programming,
  },
  {
    verb: 'review this code and suggest improvements',
    question: 'How could this be improved?',
    other: 'give me feedback as in a code review',
    otherQuestion: 'Is there anything you would do differently?',
  },
  {
    verb: 'add comments to this code',
    question: 'What comments should I add?',
    other: 'annotate the snippet',
    otherQuestion: 'Which remarks would make it easier to read?',
  },
  {
    verb: 'summarise in one sentence what this code does',
    question: 'What is this for, in one sentence?',
    other: 'give me a one-line summary',
    otherQuestion: 'In short, what is it good for?',
  },
  {
    verb: 'find possible bugs or edge cases in this code',
    question: 'Are there any edge cases this misses?',
    other: 'look for inputs that would break it',
    otherQuestion: 'When would this go wrong?',
  },
  {
    verb: 'describe step by step what happens when this code runs',
    question: 'What happens, step by step, when this runs?',
    other: 'trace the execution',
    otherQuestion: 'In which order do things happen?',
    only: programming,
  },
  {
    verb: 'suggest better names for the variables in this code',
    question: 'What would be clearer names?',
    other: 'rename things so that they are easier to read',
    otherQuestion: 'Are the names any good?',
    only: programming,
  },
  {
    verb: 'write a short documentation comment for this code',
    question: 'What would a good doc comment be?',
    other: 'document it briefly',
    otherQuestion: 'How would you document it?',
    only: programming,
  },
  {
    verb: 'tell me which concepts of the language this code uses',
    question: 'Which language features are used here?',
    other: 'list the constructs in the snippet',
    otherQuestion: 'What do I need to learn to understand it?',
  },
  {
    verb: 'give me an example of input and output for this code',
    question: 'What would be an example of its output?',
    other: 'show what it would print for some sample data',
    otherQuestion: 'What comes out if I try it?',
    only: programming,
  },
];

const items = snippets.flatMap(({ topic, lang, code }) =>
  asks
    .filter(ask => !ask.only || ask.only.test(lang))
    .map(ask => ({ topic, slots: { ...ask, lang, code, block: fenced(code, lang.toLowerCase()) } })),
);

/** Requests to explain, review or comment a given snippet. */
export const codeExplanation = {
  id: 'code-explanation',
  items,
  wordings: [
    s => `${capital(s.verb)}:\n\n${s.block}`,
    s => `${s.question}\n\n${s.block}`,
    s => `${s.code}\n\n${s.question}`,
    s => `Can you ${s.verb}?\n\n${s.block}`,
    s => `${s.block}\n\nPlease ${s.verb}.`,
    s => `I'm reading some ${s.lang}. ${s.question}\n\n${s.code}`,
    s => `Please ${s.verb}.\n\n${s.code}`,
    s => `Here is ${article(s.lang)} ${s.lang} snippet:\n\n${s.block}\n\n${s.question} Keep it short.`,
    s => `I found this in a project I took over:\n\n${s.code}\n\nCould you ${s.verb}?`,
    s => `${s.lang}:\n${s.code}\n${s.question}`,
    s => `I'm new to ${s.lang}. Please ${s.verb}, with as much detail as you can.\n\n${s.block}`,
    s => `${s.question} Answer in a few sentences.\n\n${s.code}`,
  ],
  otherWordings: [
    s => `Take a look at this ${s.lang}, I'd like you to ${s.other}.\n\n${s.block}`,
    s => `${s.block}\n\n${s.otherQuestion}`,
    s => `My teacher showed us this today. ${s.otherQuestion}\n\n${s.code}`,
    s => `${s.code}\n\nI don't fully get it. Would you ${s.other}?`,
    s => `Your job: ${s.other}.\n\n${s.code}`,
    s => `A colleague wrote the following ${s.lang}. ${s.otherQuestion}\n\n${s.block}`,
    s => `Help me with this one, ${s.other}\n\n${s.block}`,
  ],
};
