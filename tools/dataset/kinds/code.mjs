import { article, capital, fenced, wordingsByForm } from './compose.mjs';
import { bugs } from './lists/bugs.mjs';
import {
  classTasks,
  dataTasks,
  functionTasks,
  programTasks,
  shellTasks,
  sqlTasks,
  webTasks,
} from './lists/code-tasks.mjs';

const otherLanguages = [
  'JavaScript',
  'Java',
  'TypeScript',
  'C',
  'Go',
  'C++',
  'Rust',
  'JavaScript',
  'C#',
  'R',
  'Ruby',
  'PHP',
  'Kotlin',
];
const classLanguages = ['Java', 'TypeScript', 'C++', 'C#', 'JavaScript', 'Ruby', 'Kotlin'];
const extras = [
  'with type hints',
  'and add comments',
  'without using any libraries',
  'and show an example call',
  'with a docstring',
  'as short as possible',
  'using recursion if it makes sense',
  'and handle invalid input',
  'with two or three tests',
  'and explain it briefly afterwards',
  'in a way a beginner can follow',
];
const databases = ['SQL', 'PostgreSQL', 'SQLite', 'MySQL'];

const cycle = (list, i) => list[i % list.length];

/** One item: what is asked for ("a Python function that …") and an optional extra wish. */
const write = (topic, lang, noun, what, extra = '') => ({
  topic,
  slots: {
    form: 'write',
    lang,
    noun,
    what,
    extra: extra && (extra.startsWith('and') ? `, ${extra}` : ` ${extra}`),
    thing: `${lang} ${noun} ${what}`,
  },
});

const functions = functionTasks.flatMap((task, i) => [
  write(task, 'Python', 'function', `that ${task}`),
  write(task, 'Python', 'function', `that ${task}`, cycle(extras, i)),
  write(task, cycle(otherLanguages, i), 'function', `that ${task}`),
  write(
    task,
    cycle(otherLanguages, i + 5),
    'function',
    `that ${task}`,
    i % 3 === 0 ? cycle(extras, i + 4) : '',
  ),
]);

const classes = classTasks.flatMap((task, i) => [
  write(`class: ${task}`, 'Python', 'class', `for ${task}`),
  write(`class: ${task}`, cycle(classLanguages, i), 'class', `for ${task}`),
  write(`class: ${task}`, cycle(classLanguages, i + 3), 'class', `for ${task}`, cycle(extras, i)),
]);

const programs = programTasks.flatMap((task, i) => [
  write(`program: ${task}`, 'Python', cycle(['program', 'script'], i), `that ${task}`),
  write(
    `program: ${task}`,
    cycle(otherLanguages, i + 2),
    'program',
    `that ${task}`,
    i % 2 ? cycle(extras, i) : '',
  ),
]);

const queries = sqlTasks.flatMap((line, i) => {
  const [rows, tables] = line.split(' | ');
  return [0, 1].map(step => ({
    topic: `query: ${rows}`,
    slots: { form: 'query', lang: cycle(databases, i * 2 + step), rows, tables },
  }));
});

const scripts = shellTasks.flatMap(job => [
  { topic: `shell: ${job}`, slots: { form: 'job', lang: 'bash', script: 'bash script', job } },
  {
    topic: `shell: ${job}`,
    slots: { form: 'job', lang: 'the Linux shell', script: 'one-liner for the Linux shell', job },
  },
]);

const data = dataTasks.map(line => {
  const [lang, job] = line.split(' | ');
  return { topic: `data: ${job}`, slots: { form: 'job', lang, script: `${lang} script`, job } };
});

const pages = webTasks.map(line => {
  const [lang, part] = line.split(' | ');
  return { topic: `web: ${part}`, slots: { form: 'page', lang, part } };
});

const repairs = bugs.map(([topic, lang, symptom, code]) => ({
  topic: `bug: ${topic}`,
  slots: { form: 'fix', lang, symptom, code: fenced(code, lang.toLowerCase()), bare: code },
}));

const wordings = wordingsByForm({
  write: [
    s => `Write ${article(s.thing)} ${s.thing}${s.extra}.`,
    s => `Can you write ${article(s.thing)} ${s.thing}${s.extra}?`,
    s => `${s.lang} ${s.noun} ${s.what}${s.extra}`,
    s => `Please write ${article(s.noun)} ${s.noun} in ${s.lang} ${s.what}${s.extra}.`,
    s => `I need ${article(s.thing)} ${s.thing}${s.extra}.`,
    s => `How do I write ${article(s.noun)} ${s.noun} ${s.what} in ${s.lang}${s.extra}?`,
    s => `Create ${article(s.thing)} ${s.thing}${s.extra}. Just the code, please.`,
    s => `Using ${s.lang}, write ${article(s.noun)} ${s.noun} ${s.what}${s.extra}.`,
    s => `Implement ${article(s.noun)} ${s.noun} ${s.what} in ${s.lang}${s.extra}.`,
    s => `Could you help me with some ${s.lang}? I want ${article(s.noun)} ${s.noun} ${s.what}${s.extra}.`,
    s => `Show me ${article(s.thing)} ${s.thing}${s.extra}, with a short explanation.`,
    s => `write ${s.noun} ${s.what} ${s.lang.toLowerCase()}${s.extra}`,
    s =>
      `I'm learning ${s.lang}. Please give me an example of ${article(s.noun)} ${s.noun} ${s.what}${s.extra}.`,
  ],
  query: [
    s => `Write a ${s.lang} query that returns ${s.rows}. The tables are ${s.tables}.`,
    s => `Given the tables ${s.tables}, write a ${s.lang} query for ${s.rows}.`,
    s => `${s.lang} query: ${s.rows}. Tables: ${s.tables}`,
    s => `How can I get ${s.rows} in ${s.lang}? I have ${s.tables}.`,
    s => `I have ${s.tables}. Please write the ${s.lang} to find ${s.rows}.`,
    s => `Can you show me a ${s.lang} query to select ${s.rows}? Schema: ${s.tables}.`,
    s => `Schema:\n${s.tables}\n\nWrite a ${s.lang} query that lists ${s.rows}.`,
    s =>
      `Please write a ${s.lang} statement that shows ${s.rows}, using ${s.tables}. Explain it in one sentence.`,
    s => `sql for ${s.rows}, tables ${s.tables}`,
    s => `Help me with ${s.lang}: I need ${s.rows} from ${s.tables}.`,
  ],
  job: [
    s => `Write a ${s.script} to ${s.job}.`,
    s => `How do I ${s.job} with ${s.lang}?`,
    s => `${s.lang}: ${s.job}`,
    s => `Can you give me a ${s.script} to ${s.job}?`,
    s => `Please show me how to ${s.job} using ${s.lang}.`,
    s => `I want to ${s.job}. What would the code be with ${s.lang}?`,
    s => `Write code for ${s.lang} to ${s.job}, with comments.`,
    s => `What is the easiest way to ${s.job} in ${s.lang}?`,
    s => `I need a short ${s.script} to ${s.job}. Explain each line.`,
    s => `${capital(s.job)}. Use ${s.lang}.`,
  ],
  page: [
    s => `Write the ${s.lang} for ${s.part}.`,
    s => `Can you make ${s.part} with ${s.lang}?`,
    s => `${s.lang} code for ${s.part}`,
    s => `Please create ${s.part} using ${s.lang}.`,
    s => `How do I build ${s.part} in ${s.lang}?`,
    s => `I need ${s.part}. Write it in ${s.lang}, please.`,
    s => `Show me an example of ${s.part} in ${s.lang}, with comments.`,
    s => `Create ${s.part}. Keep the ${s.lang} simple.`,
    s => `Give me the ${s.lang} for ${s.part}, nothing else.`,
    s => `I'm making a website and want ${s.part}. What ${s.lang} do I need?`,
  ],
  fix: [
    s => `Fix this ${s.lang} code, ${s.symptom}:\n\n${s.code}`,
    s => `${s.code}\n\nWhy doesn't this work? ${capital(s.symptom)}.`,
    s => `There is a bug in my ${s.lang} code: ${s.symptom}. Can you fix it?\n\n${s.bare}`,
    s => `What's wrong with this code?\n\n${s.bare}`,
    s =>
      `Please correct the mistake in this ${s.lang} snippet.\n\n${s.code}\n\nThe problem is that ${s.symptom}.`,
    s => `Debug this for me (${s.symptom}):\n${s.bare}`,
    s => `I wrote this in ${s.lang} but ${s.symptom}. How do I fix it?\n\n${s.code}`,
    s => `Find the error in the following ${s.lang} code and write a corrected version.\n\n${s.code}`,
    s => `${s.bare}\n\n${capital(s.symptom)}. Please fix it and explain the cause.`,
    s => `My ${s.lang} code has a problem, ${s.symptom}. What should I change?\n\n${s.bare}`,
  ],
});

const otherWordings = wordingsByForm({
  write: [
    s => `What would ${article(s.noun)} ${s.noun} ${s.what} look like in ${s.lang}?`,
    s =>
      `My task is to code ${article(s.noun)} ${s.noun} ${s.what}. The language is ${s.lang}. Help me with it.`,
    s => `Give me ${s.lang} code: ${article(s.noun)} ${s.noun} ${s.what}.`,
    s => `I'd like to see ${article(s.noun)} ${s.noun} ${s.what}, done in ${s.lang}.`,
    s => `In ${s.lang}, how would you code ${article(s.noun)} ${s.noun} ${s.what}?`,
    s => `Looking for some ${s.lang} here. It should be ${article(s.noun)} ${s.noun} ${s.what}.`,
    s => `Let's program in ${s.lang}. Make me ${article(s.noun)} ${s.noun} ${s.what}.`,
  ],
  query: [
    s => `My database has ${s.tables}. What do I type to see ${s.rows}? It's ${s.lang}.`,
    s => `Which ${s.lang} statement gives me ${s.rows}, if I have ${s.tables}?`,
    s => `I'm stuck on a database exercise. From ${s.tables} I should get ${s.rows}. Use ${s.lang}.`,
    s => `Suppose there are ${s.tables}. Select ${s.rows} with ${s.lang}.`,
    s => `Need ${s.rows}. We store it in ${s.tables}. What's the ${s.lang}?`,
    s => `Turn this into ${s.lang}: ${s.rows}, from ${s.tables}`,
  ],
  job: [
    s => `I've got to ${s.job} and would like to use ${s.lang}. What do I type?`,
    s => `Is there a simple ${s.lang} solution to ${s.job}?`,
    s => `Some code to ${s.job} would help me a lot, in ${s.lang}.`,
    s => `With ${s.lang}, what's the code to ${s.job}?`,
    s => `Teach me to ${s.job} with ${s.lang}.`,
    s => `My job today is to ${s.job}. Give me ${s.lang} code that does it.`,
  ],
  page: [
    s => `What does the ${s.lang} of ${s.part} look like?`,
    s => `My page should have ${s.part}. Give me ${s.lang} I can paste.`,
    s => `I'd like ${s.part}, made with plain ${s.lang}.`,
    s => `Code me ${s.part}, ${s.lang} only.`,
    s => `Let's design ${s.part}. Which ${s.lang} would you write?`,
    s => `In ${s.lang}, how would you do ${s.part}?`,
  ],
  fix: [
    s => `I can't get this to run properly, ${s.symptom}. Ideas?\n\n${s.code}`,
    s => `${s.bare}\n\nThis is my ${s.lang}. Where is the mistake?`,
    s => `Look at this ${s.lang} and tell me what to change because ${s.symptom}.\n\n${s.bare}`,
    s => `Repair the code below please.\n\n${s.code}`,
    s => `Been staring at this for an hour. ${capital(s.symptom)} and I don't see why.\n\n${s.bare}`,
    s => `${s.code}\n\nCan you spot the bug and give me a working version?`,
  ],
});

/** Requests to write or repair code. */
export const code = {
  id: 'code',
  items: [...functions, ...classes, ...programs, ...queries, ...scripts, ...data, ...pages, ...repairs],
  wordings,
  otherWordings,
};
