/** Prompt files: one JSON object a line, {"id", "category", "prompt"}. */

/**
 * @param {string} text
 * @param {string} name for messages
 * @returns {{id: string, category: string, prompt: string}[]}
 * @throws {Error} naming the line that is wrong
 */
export function parsePrompts(text, name) {
  const prompts = [];
  const firstLine = new Map();
  text.split('\n').forEach((line, i) => {
    if (line.trim() === '') return;
    const complain = cause => {
      throw new Error(`${name}, line ${i + 1}: ${cause}`);
    };
    let entry;
    try {
      entry = JSON.parse(line);
    } catch (error) {
      complain(`not JSON (${error.message})`);
    }
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) complain('not a JSON object');
    // The dataset's prompts (tools/dataset/prompts) call it a kind.
    entry.category ??= entry.kind;
    for (const key of ['id', 'category', 'prompt']) {
      if (typeof entry[key] !== 'string' || entry[key].trim() === '')
        complain(`"${key}" must be a non-empty string`);
    }
    if (firstLine.has(entry.id))
      complain(`id "${entry.id}" was used on line ${firstLine.get(entry.id)} already`);
    firstLine.set(entry.id, i + 1);
    prompts.push({ id: entry.id, category: entry.category, prompt: entry.prompt });
  });
  if (prompts.length === 0) throw new Error(`${name}: no prompts in it`);
  return prompts;
}

/** The first `limit` prompts when categories take turns, in the order of the file. */
export function limitPrompts(prompts, limit) {
  if (prompts.length <= limit) return prompts;
  const turn = new Map();
  const order = prompts.map((prompt, index) => {
    const round = turn.get(prompt.category) ?? 0;
    turn.set(prompt.category, round + 1);
    return { index, round };
  });
  order.sort((a, b) => a.round - b.round || a.index - b.index);
  const kept = new Set(order.slice(0, limit).map(entry => entry.index));
  return prompts.filter((_, index) => kept.has(index));
}
