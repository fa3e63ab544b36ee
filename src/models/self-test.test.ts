import { describe, expect, test } from 'vitest';
import type { ExtendOptions, LanguageModel, MaybePromise, Row } from '../core/language-model.ts';
import { markovRule, ToyModel, type ToyRule } from '../core/toy-model.ts';
import { loadCpuModel } from './kernel-builds.test-helper.ts';
import { selfTest } from './self-test.ts';
import { buildTinyModel } from './tiny-model.ts';

const rule = markovRule(50, 3, 7);

/** A toy that answers through `change`. */
function altered(
  change: (rows: readonly Row[], tokens: readonly number[], at: number) => MaybePromise<readonly Row[]>,
  of: ToyRule = rule,
): LanguageModel {
  const toy = new ToyModel(50, 64, of);
  return {
    vocabularySize: 50,
    contextLength: 64,
    maxRows: 32,
    extend: (tokens: readonly number[], at: number, options: ExtendOptions) =>
      change(toy.extend(tokens, at, options), tokens, at),
  };
}
const withLogits = (row: Row, logits: Float32Array): Row => {
  let argmax = 0;
  logits.forEach((logit, token) => {
    if (logit > (logits[argmax] ?? 0)) argmax = token;
  });
  return { ...row, argmax, logits };
};

/** Forgets nothing: what it says depends on all tokens it ever saw, as a recurrent model's state does. */
function recurrent(): LanguageModel {
  const seen: number[] = [];
  return {
    vocabularySize: 50,
    contextLength: 64,
    maxRows: 32,
    extend(tokens, at, options) {
      // It can start over, but not go back.
      if (at === 0) seen.length = 0;
      const rows: Row[] = [];
      for (const token of tokens) {
        seen.push(token);
        const [row] = new ToyModel(50, 200, markovRule(50, 200, 3)).extend([...seen], 0, {
          rows: 1,
          logits: true,
        });
        if (row !== undefined) rows.push(row);
      }
      return rows.slice(rows.length - options.rows);
    },
  };
}

describe('the self-test', () => {
  test('passes a sound model and measures no difference, also one that answers later', async () => {
    const later = altered(async rows => rows);
    for (const model of [new ToyModel(50, 64, rule), later]) {
      const report = await selfTest(model);
      expect(report).toEqual({
        ok: true,
        findings: [],
        consistency: { positions: 16, maxDifference: 0, relative: 0, flips: 0 },
      });
    }
  });

  test('passes the CPU engine for both architectures, with the same bits', async () => {
    for (const architecture of ['llama', 'qwen2'] as const) {
      const model = await loadCpuModel(buildTinyModel({ architecture }));
      const report = await selfTest(model, { tokens: [3, 1, 4, 1, 5, 9, 2, 6, 5] });
      expect(report).toMatchObject({
        ok: true,
        findings: [],
        consistency: { positions: 9, maxDifference: 0 },
      });
    }
  });

  test('refuses logits of the last token only', async () => {
    const report = await selfTest(altered(rows => rows.slice(-1)));
    expect(report.ok).toBe(false);
    expect(report.findings[0]).toMatchObject({
      id: 'rows',
      cause: expect.stringMatching(/3 tokens.*1 row came out/),
    });
  });

  test('refuses rows that belong to other tokens', async () => {
    const report = await selfTest(altered(rows => rows.toReversed()));
    expect(report.ok).toBe(false);
    expect(report.findings[0]).toMatchObject({ id: 'consistency', severity: 'refused' });
    expect(report.consistency?.flips).toBeGreaterThan(4);
  });

  test('notes rounding that depends on the number of tokens, with its size', async () => {
    const report = await selfTest(
      altered((rows, tokens) =>
        rows.map(row =>
          row.logits === undefined
            ? row
            : withLogits(
                row,
                row.logits.map((logit, i) => logit + 1e-3 * tokens.length * (i % 2)),
              ),
        ),
      ),
    );
    expect(report.ok).toBe(true);
    expect(report.findings).toHaveLength(1);
    expect(report.findings[0]).toMatchObject({
      id: 'consistency',
      severity: 'note',
      cause: expect.stringMatching(/differ by up to 0.0070/),
    });
  });

  test('refuses a state that cannot go back', async () => {
    const report = await selfTest(recurrent());
    expect(report.ok).toBe(false);
    expect(report.findings.map(({ id }) => id)).toEqual(['rollback']);
    expect(report.findings[0]?.cause).toMatch(/after 8 rejected tokens.*cannot be rolled back/);
  });

  test('refuses a cache by its names without running the model', async () => {
    const model = altered(() => {
      throw new Error('it was run');
    });
    const report = await selfTest(model, { cache: { modelType: 'lfm2' } });
    expect(report).toMatchObject({
      ok: false,
      findings: [{ id: 'cache', cause: expect.stringMatching(/"lfm2"/) }],
    });
  });

  test('refuses logits that are missing, too few, not finite, or not those of the best token', async () => {
    const cases: [(row: Row) => Row, RegExp][] = [
      [({ argmax, logSumExp, top }) => ({ argmax, logSumExp, top }), /none came back/],
      [row => ({ ...row, logits: new Float32Array(7) }), /7 logits for a vocabulary of 50/],
      [row => ({ ...row, logits: new Float32Array(50).fill(Number.NaN) }), /not a finite number/],
      [row => ({ ...row, argmax: (row.argmax + 1) % 50 }), /others have a larger logit/],
    ];
    for (const [change, cause] of cases) {
      const report = await selfTest(altered(rows => rows.map(change)));
      expect(report.ok).toBe(false);
      expect(report.findings[0]).toMatchObject({ id: 'logits', cause: expect.stringMatching(cause) });
    }
  });

  test('tells of a model that fails instead of failing itself', async () => {
    const report = await selfTest(
      altered(() => {
        throw new Error('device lost');
      }),
    );
    expect(report).toMatchObject({
      ok: false,
      findings: [{ id: 'failed', cause: expect.stringMatching(/device lost/) }],
    });
    const short = await selfTest(new ToyModel(50, 6, rule));
    expect(short.findings[0]?.cause).toMatch(/context of 6 tokens is too short/);
  });
});
