/**
 * What takes turns on each prompt, on the command line and on the benchmark page. A lane is one engine, or one way to draft of
 * the product's; its `run(prompt)` answers a row without id and category.
 */

/** The chat a prompt comes to. */
export const messagesOf = prompt => [{ role: 'user', content: prompt }];

const warmUpMessages = messagesOf('Name three colours.');
const warmUpTokens = 16;

/** A short run that nobody times. The first one of an arm loads its drafts. */
export const warmUp = (engine, arm) =>
  engine.run({ messages: warmUpMessages, maxTokens: warmUpTokens, ...(arm === undefined ? {} : { arm }) });

/** The target alone, one token a pass. */
export const targetOnlyLane = (product, maxTokens) => ({
  engine: 'target-only',
  run: ({ prompt }) => product.run({ messages: messagesOf(prompt), arm: 'none', maxDraft: 0, maxTokens }),
});

/** The arm that the policy picks; it learns from its own runs, as in the app. Run again, the same choice is timed once more. */
export const policyLane = (product, maxTokens) => ({
  engine: 'draftpick',
  again: async (prompt, { arm, picked, choice }) => ({
    ...(await armLane(product, arm, maxTokens).run(prompt)),
    picked,
    choice,
  }),
  async run({ prompt }) {
    const { arm, reason } = await product.choose({ prompt });
    const result = await product.run({ messages: messagesOf(prompt), arm, maxTokens });
    await product.learn({ prompt, arm, speedUp: (result.plainMs * result.decodedTokens) / result.decodeMs });
    return { ...result, arm, picked: true, choice: reason };
  },
});

/** One arm on every prompt. */
export const armLane = (product, arm, maxTokens) => ({
  engine: 'draftpick',
  variant: arm,
  run: async ({ prompt }) => ({
    ...(await product.run({ messages: messagesOf(prompt), arm, maxTokens })),
    arm,
  }),
});

/** Another engine. */
export const peerLane = (engine, variant, peer, maxTokens) => ({
  engine,
  variant,
  run: ({ prompt }) => peer.run({ messages: messagesOf(prompt), maxTokens }),
});

/**
 * Prompt by prompt, every lane `repeats` times, in turns; which lane begins moves on with each turn. Yields a lane's row after its last
 * run: that of its median speed, with the times of all in `runsMs`. When a run fails, the caller has the rows before it.
 *
 * @param {(lane: object, prompt: number) => void} [onTurn] told whose turn begins, on which prompt
 */
export async function* takeTurns(lanes, prompts, maxTokens, onTurn = () => {}, repeats = 1) {
  for (const [i, prompt] of prompts.entries()) {
    const runs = new Map(lanes.map(lane => [lane, []]));
    for (let turn = 0; turn < repeats; turn++) {
      const first = (i + turn) % lanes.length;
      for (const lane of [...lanes.slice(first), ...lanes.slice(0, first)]) {
        onTurn(lane, i);
        const earlier = runs.get(lane);
        const run = earlier.length > 0 && lane.again ? lane.again(prompt, earlier[0]) : lane.run(prompt);
        earlier.push(rowOf(lane, prompt, await run, maxTokens));
        if (turn === repeats - 1) yield medianRun(earlier);
      }
    }
  }
}

function rowOf(lane, { id, category }, { ids, text, ...result }, maxTokens) {
  return {
    engine: lane.engine,
    arm: null,
    id,
    category,
    ...result,
    ...(lane.variant ? { variant: lane.variant } : {}),
    msPerToken: result.decodedTokens > 0 ? result.decodeMs / result.decodedTokens : null,
    stoppedAtLimit: result.tokens >= maxTokens,
  };
}

/** Of an even number of runs the faster of the two in the middle. */
function medianRun(runs) {
  if (runs.length === 1) return runs[0];
  const ranked = [...runs].sort((a, b) => a.msPerToken - b.msPerToken);
  return { ...ranked[(runs.length - 1) >> 1], runsMs: runs.map(({ msPerToken }) => msPerToken) };
}
