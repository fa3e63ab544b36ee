import { appendFileSync, existsSync } from 'node:fs';
import type { Row } from '../../src/core/language-model.ts';
import { uniform } from '../../src/core/rng.ts';
import { generateBatch } from './batch-generator.ts';
import { loadTarget, type PromptLine } from './generate.ts';
import { readJsonLines } from './json-lines.ts';

// The target was taught on chats, so it also knows how requests look: given a system prompt and the start of a user
// turn it writes one (the idea of Magpie, Xu et al. 2024, arXiv 2406.08464). The system prompt steers the kind.

const systems: Readonly<Record<string, readonly string[]>> = {
  code: [
    'You are an AI assistant for programmers. The user asks you to write code in Python or another language.',
    'You are a coding assistant. The user asks for a function, a script, a query or a bug fix.',
  ],
  'code-explanation': [
    'You are a code reviewer. The user shows a short piece of code and asks what it does.',
  ],
  maths: [
    'You are a mathematics tutor. The user asks a word problem or a calculation.',
    'You help pupils with mathematics homework. The user asks for the solution of a problem.',
  ],
  explanation: [
    'You are a helpful AI assistant. The user asks for a short explanation of a topic.',
    'You are a teacher. The user is curious about science, history or the world.',
    'You are a helpful AI assistant named SmolLM, trained by Hugging Face',
  ],
  advice: [
    'You are a helpful assistant. The user asks for advice about everyday life, work or health.',
    'You are a writing assistant. The user asks you to write an e-mail or a letter.',
  ],
  story: ['You are a creative writer. The user asks for a short story.'],
  summary: ['You summarise texts. The user gives a text and asks for a short summary.'],
  rewriting: [
    'You are an editor. The user gives a text and asks you to rewrite it, to correct it or to extract something.',
  ],
  translation: ['You are a translator. The user gives a sentence and asks for a translation.'],
};

const temperature = 0.9;
/** Tokens this much less likely than the best are never drawn (min-p): it keeps the requests sensible. */
const leastShare = 0.03;
/** Longest request, in tokens. */
const maxTokens = 120;

/**
 * Samples requests from the target, one kind after the other in turn, and appends the usable, distinct ones to the file.
 * Stopped and started again it goes on behind the last one.
 */
export async function samplePrompts(options: {
  readonly kernels: string;
  readonly out: string;
  readonly sequences: number;
  readonly count: number;
  readonly seed: number;
  readonly log: (line: string) => void;
}): Promise<void> {
  const { model, tokenizer } = await loadTarget(options.kernels, options.sequences);
  const earlier = existsSync(options.out) ? readJsonLines<PromptLine>(options.out) : [];
  const first = earlier.reduce((most, { id }) => Math.max(most, Number(id.slice(-4))), 0);
  const seen = new Set(earlier.map(({ prompt }) => keyOf(prompt)));
  const kinds = Object.keys(systems);
  const kindOf = new Map<string, string>();
  function* jobs() {
    for (let i = first; i < options.count; i++) {
      const kind = kinds[i % kinds.length] ?? '';
      const choices = systems[kind] ?? [];
      const content = choices[Math.floor(i / kinds.length) % choices.length] ?? '';
      const chat = [
        { role: 'system', content },
        { role: 'user', content: '' },
      ];
      const ids = tokenizer.encodeChat(chat, { addGenerationPrompt: false });
      const id = `sampled-${String(i + 1).padStart(4, '0')}`;
      kindOf.set(id, kind);
      // The turn is left open: its end token and what follows are cut off.
      yield {
        id,
        prompt: ids.slice(
          0,
          ids.findLastIndex(token => tokenizer.eosIds.includes(token)),
        ),
      };
    }
  }
  let tried = 0;
  const written = generateBatch(model, jobs(), {
    sequences: options.sequences,
    maxTokens,
    eosIds: tokenizer.eosIds,
    hidden: false,
    pick: (row, job, position) => {
      const seed = options.seed * 100_000 + Number(job.id.slice(-4));
      return sample(row, uniform(seed, position, 'target'));
    },
  });
  for await (const { job, tokens } of written) {
    tried += 1;
    if (tried % 100 === 0) options.log(`${tried} tried, ${seen.size} kept`);
    const ended = tokenizer.eosIds.includes(tokens.at(-1) ?? -1);
    const decoder = tokenizer.createDecoder();
    const prompt = tokens
      .map(token => decoder.push(token))
      .join('')
      .trim();
    if (!ended || !usable(prompt) || seen.has(keyOf(prompt))) continue;
    seen.add(keyOf(prompt));
    const line: PromptLine = { id: job.id, kind: kindOf.get(job.id) ?? '', source: 'sampled', prompt };
    appendFileSync(options.out, `${JSON.stringify(line)}\n`);
  }
  model.dispose();
}

/** Requests that differ in case or punctuation only count as one. */
function keyOf(prompt: string): string {
  return prompt.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, ' ');
}

/** Draws a token with the uniform number `u`. */
function sample({ logits, top }: Row, u: number): number {
  const best = top[0]?.logit;
  if (logits === undefined || best === undefined) throw new Error('sampling needs the logits');
  const least = best + Math.log(leastShare) * temperature;
  const choices: { readonly token: number; readonly weight: number }[] = [];
  logits.forEach((logit, token) => {
    if (logit >= least) choices.push({ token, weight: Math.exp((logit - best) / temperature) });
  });
  let rest = u * choices.reduce((sum, { weight }) => sum + weight, 0);
  for (const { token, weight } of choices) {
    rest -= weight;
    if (rest < 0) return token;
  }
  return choices.at(-1)?.token ?? 0;
}

/** Whether a sampled text can be a request: not too short, and not the assistant speaking. */
function usable(prompt: string): boolean {
  const words = prompt.split(/\s+/).length;
  return (
    words >= 4 && words <= 130 && !/\b(as an ai|i'm here to|i am here to|sure,|certainly)\b/i.test(prompt)
  );
}
