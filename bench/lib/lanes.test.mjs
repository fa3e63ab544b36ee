import { describe, expect, test } from 'vitest';
import { armLane, policyLane, takeTurns, targetOnlyLane } from './lanes.mjs';

const prompts = ['a', 'b', 'c'].map(id => ({ id, category: 'code', prompt: `Prompt ${id}.` }));
const answer = { tokens: 4, decodedTokens: 4, decodeMs: 20, plainMs: 10, ids: [1, 2, 3, 4], text: 'four' };

/** A product that notes what is asked of it; it fails at a run when told to. */
function fakeProduct({ failAt = Number.POSITIVE_INFINITY } = {}) {
  const runs = [];
  const lessons = [];
  return {
    runs,
    lessons,
    run: async request => {
      if (runs.length === failAt) throw new Error('The run was stopped.');
      runs.push(request);
      return answer;
    },
    choose: async () => ({ arm: 'tables', reason: 'estimate' }),
    learn: async lesson => {
      lessons.push(lesson);
    },
  };
}

const lanesOf = product => [targetOnlyLane(product, 4), policyLane(product, 4), armLane(product, 'head', 4)];

async function collect(rows, into = []) {
  for await (const row of rows) into.push(row);
  return into;
}

describe('taking turns', () => {
  test('every lane has every prompt once, and another one begins each time', async () => {
    const rows = await collect(takeTurns(lanesOf(fakeProduct()), prompts, 4));
    expect(rows.map(({ id, arm }) => `${id} ${arm}`)).toEqual([
      ...['a null', 'a tables', 'a head'],
      ...['b tables', 'b head', 'b null'],
      ...['c head', 'c null', 'c tables'],
    ]);
  });

  test('a row has the figures of a run, and neither its text nor its tokens', async () => {
    const [first, second] = await collect(takeTurns(lanesOf(fakeProduct()), prompts.slice(0, 1), 4));
    expect(first).toMatchObject({ engine: 'target-only', id: 'a', msPerToken: 5, stoppedAtLimit: true });
    expect(first).not.toHaveProperty('text');
    expect(first).not.toHaveProperty('ids');
    expect(second).toMatchObject({ engine: 'draftpick', picked: true, choice: 'estimate' });
  });

  test('a run without tokens has no time a token', async () => {
    const lane = { engine: 'target-only', run: async () => ({ ...answer, tokens: 0, decodedTokens: 0 }) };
    expect(await collect(takeTurns([lane], prompts.slice(0, 1), 4))).toMatchObject([
      { msPerToken: null, stoppedAtLimit: false },
    ]);
  });

  test('the policy learns from its own runs alone, the speed-up over a plain pass', async () => {
    const product = fakeProduct();
    await collect(takeTurns(lanesOf(product), prompts, 4));
    expect(product.lessons).toEqual(prompts.map(({ prompt }) => ({ prompt, arm: 'tables', speedUp: 2 })));
  });

  test('several runs make a row of the median, with the times of all', async () => {
    const times = [30, 10, 20];
    const lane = { engine: 'wllama', run: async () => ({ ...answer, decodeMs: times.shift() }) };
    const rows = await collect(takeTurns([lane], prompts.slice(0, 1), 4, undefined, 3));
    expect(rows).toMatchObject([{ decodeMs: 20, msPerToken: 5, runsMs: [7.5, 2.5, 5] }]);
  });

  test('another run of the policy is of the same choice, and teaches nothing', async () => {
    const product = fakeProduct();
    const turns = [];
    const rows = takeTurns(lanesOf(product), prompts.slice(0, 1), 4, lane => turns.push(lane.variant), 2);
    expect(await collect(rows)).toMatchObject([
      { engine: 'draftpick', arm: 'tables', picked: true, choice: 'estimate' },
      { engine: 'draftpick', arm: 'head', variant: 'head' },
      { engine: 'target-only' },
    ]);
    expect(product.runs.map(({ arm }) => arm)).toEqual(['none', 'tables', 'head', 'tables', 'head', 'none']);
    expect(product.lessons).toHaveLength(1);
    expect(turns).toHaveLength(6);
  });

  test('the target alone never drafts', async () => {
    const product = fakeProduct();
    await targetOnlyLane(product, 4).run(prompts[0]);
    expect(product.runs).toMatchObject([{ arm: 'none', maxDraft: 0, maxTokens: 4 }]);
  });

  test('a run that fails leaves the rows before it', async () => {
    const rows = [];
    const turns = [];
    const product = fakeProduct({ failAt: 4 });
    const onTurn = (lane, prompt) => turns.push([lane.engine, prompt]);
    await expect(collect(takeTurns(lanesOf(product), prompts, 4, onTurn), rows)).rejects.toThrow('stopped');
    expect(rows).toHaveLength(4);
    expect(turns).toHaveLength(5);
    expect(turns.at(-1)).toEqual(['draftpick', 1]);
  });
});
