import { capital } from './compose.mjs';
import { fillings } from './fill.mjs';
import { scenarios } from './lists/scenarios.mjs';

/**
 * What to do with a passage: `verbs` for the usual wordings, `others` for paraphrases; both follow "please" and take
 * "this text" or the like as their object. `damaged` passages get slips of spelling and grammar first.
 */
const operations = [
  {
    verbs: ['fix the grammar and spelling in this text', 'correct the mistakes in this text'],
    others: ['proofread what I wrote below', 'clean up the English here'],
    damaged: true,
  },
  {
    verbs: [
      'proofread this and list the corrections',
      'check this for grammar mistakes and tell me what you changed',
    ],
    others: ['go over my draft and point out errors', 'find what is wrong with my sentences'],
    damaged: true,
  },
  {
    verbs: ['make this more formal', 'rewrite this in a formal, professional tone'],
    others: ['turn this into something I could send to my boss', 'make it sound businesslike'],
  },
  {
    verbs: ['make this shorter', 'shorten this to about half its length'],
    others: ['cut this down to the essentials', 'get rid of everything unnecessary here'],
  },
  {
    verbs: ['turn this into bullet points', 'rewrite this as a bulleted list'],
    others: ['break this into a few dots I can put on a slide', 'show the key facts one per line'],
  },
  {
    verbs: ['list all the names in this text', 'extract the names of all people mentioned'],
    others: ['tell me who is mentioned here', 'pull out every person'],
  },
  {
    verbs: ['extract all dates, days and times from this text', 'list every date and time mentioned'],
    others: ['tell me when everything happens', 'find anything that belongs in a calendar'],
  },
  {
    verbs: [
      'extract all numbers and prices from this text as a list',
      'list the amounts and figures in this text',
    ],
    others: [
      'collect every figure with what it stands for',
      'tell me which numbers appear and what they mean',
    ],
  },
  {
    verbs: [
      'extract the key facts from this text as JSON',
      'convert this into a JSON object with suitable keys',
    ],
    others: [
      'give me machine-readable data with names, dates and amounts',
      'structure this as key-value pairs in JSON',
    ],
  },
  {
    verbs: ['rewrite this in simple English', 'simplify this so that a ten-year-old can understand it'],
    others: ['use easier words for this', 'make this readable for people who are learning English'],
  },
  {
    verbs: ['rewrite this in a friendly, casual tone', 'make this sound more relaxed and friendly'],
    others: ['loosen this up as if I were texting a friend', 'make it less stiff'],
  },
  {
    verbs: ['rewrite this in the third person', 'change this so that it does not use "I" or "we"'],
    others: ['retell this from the view of an outsider', 'report this as if you had watched it'],
  },
  {
    verbs: ['rewrite this in the past tense', 'change all verbs in this text to the past tense'],
    others: ['tell this as if everything were already over', 'put this into past form'],
  },
  {
    verbs: ['suggest a subject line and a title for this text', 'write a headline for this text'],
    others: ['come up with what I could put above this', 'give this a catchy name'],
  },
  {
    verbs: [
      'put the facts of this text into a table',
      'make a two-column table of the information in this text',
    ],
    others: ['arrange this in rows and columns', 'make a neat overview in table form'],
  },
  {
    verbs: ['split this into short paragraphs with headings', 'reformat this with headings'],
    others: ['give this a clear layout', 'make this easier to scan by adding section titles'],
  },
];

const slips = [
  [/\bbecause\b/, 'becuase'],
  [/\btheir\b/, 'there'],
  [/\bwas\b/, 'were'],
  [/\bthe\b/, 'teh'],
  [/\breally\b/, 'realy'],
  [/\bwill be\b/, 'will been'],
  [/\bis\b/, 'are'],
  [/\bI\b/, 'i'],
  [/\bhas\b/, 'have'],
  [/\bfriendly\b/, 'frendly'],
  [/\ba (?=[a-z])/, ''],
  [/\bdoes not\b/, 'do not'],
  [/\btomorrow\b/, 'tommorow'],
  [/\bwe are\b/, 'we is'],
  [/\bplease\b/i, 'plese'],
  [/\babout\b/, 'abuot'],
  [/, /, ' '],
  [/\bwants\b/, 'want'],
  [/\bcosts\b/, 'cost'],
  [/\bto\b/, 'too'],
];

/** The passage with the slips of pen that fit it, at most six, starting at a different one each time. */
function damage(passage, start) {
  let text = passage;
  let made = 0;
  for (let i = 0; i < slips.length && made < 6; i++) {
    const [pattern, slip] = slips[(start + i) % slips.length];
    const next = text.replace(pattern, slip);
    if (next !== text) made++;
    text = next;
  }
  return text;
}

const passages = scenarios.flatMap(line => {
  const [scenario, template] = line.split(' | ');
  return fillings(template, 4).map((passage, i) => ({ scenario, passage, topic: `${scenario} ${i + 1}` }));
});

/** Each passage gets six operations, spread so that each operation meets about as many passages. */
const items = passages.flatMap(({ scenario, passage, topic }, i) =>
  Array.from({ length: 6 }, (_, step) => {
    const at = (i * 6 + step) % operations.length;
    const { verbs, others, damaged } = operations[at];
    const turn = Math.floor((i * 6 + step) / operations.length);
    const verb = verbs[turn % verbs.length];
    const other = others[turn % others.length];
    return {
      topic,
      group: scenario,
      slots: { verb, other, passage: damaged ? damage(passage, i) : passage },
    };
  }),
);

/** Requests to rewrite, reformat or extract from a given passage. Held-out splits go by `group`, the scenario. */
export const rewriting = {
  id: 'rewriting',
  items,
  wordings: [
    s => `${capital(s.verb)}:\n\n${s.passage}`,
    s => `Please ${s.verb}.\n\n${s.passage}`,
    s => `${s.passage}\n\n${capital(s.verb)}.`,
    s => `Can you ${s.verb}?\n\n"${s.passage}"`,
    s => `Text: ${s.passage}\n\nTask: ${s.verb}.`,
    s => `${s.passage}\n\nCould you ${s.verb}, please?`,
    s => `I need you to ${s.verb}. Don't add anything new.\n\n${s.passage}`,
    s => `Read the following and ${s.verb}.\n\n"${s.passage}"`,
    s => `${s.verb}\n\n${s.passage}`,
    s => `Here is something I wrote:\n\n${s.passage}\n\nPlease ${s.verb}.`,
    s => `I'd like you to ${s.verb}: ${s.passage}`,
    s => `${capital(s.verb)}. Reply with the result only.\n\n${s.passage}`,
  ],
  otherWordings: [
    s => `Would you mind helping me out here? I want you to ${s.other}.\n\n${s.passage}`,
    s => `${s.passage}\n\nNow ${s.other}.`,
    s => `See below, and then ${s.other}.\n\n${s.passage}`,
    s => `My request is simple, ${s.other}.\n\n"${s.passage}"`,
    s => `"${s.passage}"\n\nUsing only what it says, ${s.other}.`,
    s => `Let's work on a text. ${capital(s.other)}.\n\n${s.passage}`,
    s => `I pasted it below, just ${s.other}\n\n${s.passage}`,
  ],
};
