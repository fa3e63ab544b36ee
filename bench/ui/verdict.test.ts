import { describe, expect, test } from 'vitest';
import { noiseOf, verdictOf } from './verdict.ts';

const totals = (policy: number, fixed: Readonly<Record<string, number>>, bestFixed: string) =>
  ({ targetOnly: 1, policy, fixed, bestFixed, oracle: 2, byCategory: {} }) as const;

describe('the verdict on a run', () => {
  test('tells what is larger than the difference between two measurements of the target alone', () => {
    expect(verdictOf(totals(1.2, { none: 0.99, tables: 1.3 }, 'tables'))).toBe(
      'The policy was 1.20× as fast as the target alone; the best fixed draft, Tables together, was 1.30×.',
    );
    expect(verdictOf(totals(0.8, { none: 0.99, tables: 1.3 }, 'tables'))).toMatch(/^The policy was 0\.80×/);
  });

  test('calls no difference what is within the noise, on either side', () => {
    const noisy = totals(0.74, { none: 0.58, history: 1.26 }, 'history');
    expect(verdictOf(noisy)).toBe(
      'The policy (0.74×) cannot be told from the target alone; no fixed draft was faster by more than the noise (at best History, 1.26×).',
    );
    expect(verdictOf(totals(1.5, { none: 0.58, history: 1.26 }, 'history'))).toContain('cannot be told');
    expect(noiseOf(noisy)).toContain('came to 0.58×');
  });

  test('says when the target alone was fastest', () => {
    expect(verdictOf(totals(0.9, { none: 1.01, head: 0.8 }, 'none'))).toMatch(/faster than none\.$/);
    expect(verdictOf(totals(0.9, { head: 0.8 }, 'head'))).toMatch(/faster than none\.$/);
    expect(noiseOf({ fixed: { head: 0.8 } })).toBeUndefined();
  });
});
