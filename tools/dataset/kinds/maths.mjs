import { capital, wordingsByForm } from './compose.mjs';
import { fillings } from './fill.mjs';
import { exercises, stories } from './lists/maths-stories.mjs';

const storyItems = stories.flatMap(template =>
  fillings(template, 7).map(text => {
    const [setup, question, other] = text.split(' | ');
    return { topic: template.split(' | ')[0], slots: { form: 'story', setup, question, other } };
  }),
);

const verbs = /^(solve|find|convert|factor|expand|simplify|round|write) /;

const exerciseItems = exercises.flatMap(line => {
  const [topic, template] = line.split(' | ');
  return fillings(template, 7).map(task => {
    const form = verbs.test(task) ? 'task' : 'value';
    return { topic, slots: { form, task } };
  });
});

const wordings = wordingsByForm({
  story: [
    s => `${s.setup} ${s.question}`,
    s => `${s.setup} ${s.question} Show your steps.`,
    s => `Solve this word problem: ${s.setup} ${s.question}`,
    s => `maths question: ${s.setup} ${s.question}`,
    s => `${s.setup} ${s.question} Think step by step.`,
    s => `Can you help me with this maths problem? ${s.setup} ${s.question}`,
    s => `Please solve this and explain how you got the answer.\n\n${s.setup} ${s.question}`,
    s => `Homework question: ${s.setup} ${s.question}`,
    s => `${s.setup} ${s.question} Give only the final answer.`,
    s => `${s.setup}\n${s.question}\nExplain it to a child, please.`,
    s => `Here's a problem I can't figure out. ${s.setup} ${s.question} How do I set this up?`,
  ],
  task: [
    s => `${capital(s.task)}.`,
    s => `${capital(s.task)}. Show your steps.`,
    s => `How do I ${s.task}?`,
    s => `Can you ${s.task} and explain each step?`,
    s => `Please ${s.task}.`,
    s => s.task,
    s => `I need to ${s.task}. What is the answer?`,
    s => `Maths homework: ${s.task}.`,
    s => `${capital(s.task)} and check the result.`,
    s => `Can you show me how to ${s.task}?`,
  ],
  value: [
    s => `What is ${s.task}?`,
    s => `Calculate ${s.task}.`,
    s => `Work out ${s.task}. Show your steps.`,
    s => `${s.task} = ?`,
    s => `Can you compute ${s.task} for me?`,
    s => `Please calculate ${s.task} step by step.`,
    s => `How much is ${s.task}?`,
    s => `I have to calculate ${s.task}. How is that done by hand?`,
    s => `${capital(s.task)}, please explain how.`,
    s => `Evaluate ${s.task} and show the working.`,
  ],
});

const otherWordings = wordingsByForm({
  story: [
    s => `I got stuck on this exercise. ${s.setup} ${s.other}`,
    s => `Quick brain teaser. ${s.setup} ${s.other}`,
    s => `${s.setup} ${s.other} I'd like to understand the method too.`,
    s => `My daughter has this for school. ${s.setup} ${s.other}`,
    s => `Let's do some maths. ${s.setup} ${s.other}`,
    s => `${s.setup} ${s.other} Walk me through the calculation.`,
    s => `From a test I failed. ${s.setup} ${s.other} What's the right answer?`,
  ],
  task: [
    s => `I was asked to ${s.task}, what do I get?`,
    s => `Help me ${s.task}, I always get it wrong.`,
    s => `Walk me through this: ${s.task}`,
    s => `Let's ${s.task} together.`,
    s => `My teacher wants us to ${s.task}. Which steps are needed?`,
    s => `The exercise says "${s.task}". What's the solution?`,
  ],
  value: [
    s => `I can't do ${s.task} in my head, what's the result?`,
    s => `Tell me the value of ${s.task}.`,
    s => `My calculator is broken. ${s.task}, what does that give?`,
    s => `Find the answer to ${s.task}, with the working.`,
    s => `Walk me through ${s.task}.`,
    s => `The exercise is ${s.task}. What do I get?`,
  ],
});

/** Word problems, arithmetic, equations, geometry, units, probability. */
export const maths = { id: 'maths', items: [...storyItems, ...exerciseItems], wordings, otherWordings };
