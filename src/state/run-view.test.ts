import { expect, test } from 'vitest';
import { testRequest } from '../engine/request.test-helper.ts';
import { chartColumns, chartSpan, roomForRounds, roundAfterKey } from './round-chart.ts';
import {
  appendEvents,
  compareTokens,
  emptyRun,
  roundsAt,
  runMs,
  runText,
  runTokens,
  summaryAt,
} from './run-view.ts';
import { positionOf, stepSelection, tokenAtPosition } from './selection.ts';
import { explainToken, tokenDetail } from './token-detail.ts';
import { toyEvents } from './toy-engine.ts';

const toy = {
  text: 'one two three four five six seven eight',
  plan: [
    [3, 1],
    [0, 0],
    [2, 2],
  ],
} as const;
const request = testRequest();
const events = toyEvents(toy, request);
const run = appendEvents(emptyRun(request), events);

test('events may come one by one or all at once', () => {
  const slowly = events.reduce((view, event) => appendEvents(view, [event]), emptyRun(request));
  expect(slowly).toEqual(run);
});

test('the text is what the model wrote, rejected tokens left out', () => {
  expect(runText(run)).toBe(toy.text);
  expect(runTokens(run)).toHaveLength(8);
});

test('rounds lie one behind the other on the clock', () => {
  let before = 0;
  for (const view of run.rounds) {
    expect(view.startMs).toBe(before);
    before = view.endMs;
  }
  expect(runMs(run)).toBe(before);
});

test('the clock shows the rounds that have ended', () => {
  const second = run.rounds[1]?.endMs ?? 0;
  expect(roundsAt(run, 0)).toBe(0);
  expect(roundsAt(run, second)).toBe(2);
  expect(roundsAt(run, second - 1)).toBe(1);
  expect(roundsAt(run, null)).toBe(run.rounds.length);
});

test('figures of the first rounds count nothing behind them', () => {
  expect(summaryAt(run, 1)).toMatchObject({ tokens: 2, rounds: 1, tested: 2, accepted: 1 });
  expect(summaryAt(run, 99).tokens).toBe(8);
});

test('two lanes with the same tokens are the same, and the first difference is found', () => {
  const plain = { ...request, arm: 'none' as const };
  const baseline = appendEvents(emptyRun(plain), toyEvents(toy, plain));
  expect(compareTokens(run, baseline)).toEqual({ same: true, tokens: 8 });
  const shorter = appendEvents(emptyRun(plain), events.slice(0, 2));
  expect(compareTokens(run, shorter)).toEqual({ same: false, at: 2 });
});

test('a column has the target’s own token below and the proposal above it', () => {
  expect(chartColumns(run.rounds)[0]?.cells).toEqual(['correction', 'accepted', 'rejected', 'untested']);
  expect(chartColumns(run.rounds)[1]?.cells).toEqual(['plain']);
});

test('the chart of a running run grows in steps and always holds it', () => {
  expect(chartSpan(390, false)).toBe(chartSpan(100, false));
  expect(chartSpan(401, false)).toBeGreaterThan(401);
  expect(chartSpan(401, true)).toBe(401);
  expect(roomForRounds(110, false)).toBe(roomForRounds(90, false));
  expect(roomForRounds(300, false)).toBeGreaterThan(300);
  expect(roomForRounds(300, true)).toBe(300);
});

test('keys of the chart stay within the run', () => {
  expect(roundAfterKey('ArrowLeft', 0, 5)).toBe(0);
  expect(roundAfterKey('PageUp', 1, 5)).toBe(5);
  expect(roundAfterKey('Home', 3, 5)).toBe(0);
  expect(roundAfterKey('x', 3, 5)).toBeUndefined();
});

test('arrows walk through the tokens, with or without the rejected ones', () => {
  const first = stepSelection(run, 4, undefined, 'ArrowRight', true);
  expect(first).toEqual({ round: 0, piece: 0 });
  expect(stepSelection(run, 4, first, 'ArrowRight', true)).toMatchObject({ piece: 1 });
  expect(stepSelection(run, 4, first, 'ArrowRight', false)).toMatchObject({ piece: 2 });
  expect(stepSelection(run, 4, first, 'ArrowLeft', true)).toEqual(first);
  expect(stepSelection(run, 1, first, 'End', true)).toMatchObject({ round: 0, piece: 2 });
  expect(stepSelection(run, 0, undefined, 'Home', true)).toBeUndefined();
});

test('a token is found by its position, and what was rejected there counts for what replaced it', () => {
  const all = run.rounds.flatMap(({ round, pieces }) =>
    pieces.map((_, piece) => ({ round: round.index, piece })),
  );
  const rejected = { round: 0, piece: 1 };
  for (const place of all) {
    const position = positionOf(run, place);
    const found = position === undefined ? undefined : tokenAtPosition(run, 4, position);
    const isRejected = run.rounds[place.round]?.pieces[place.piece]?.state === 'rejected';
    expect(found).toEqual(isRejected ? { ...place, piece: place.piece + 1 } : place);
  }
  expect(positionOf(run, rejected)).toBe(1);
  expect(positionOf(run, { round: 99, piece: 0 })).toBeUndefined();
  expect(tokenAtPosition(run, 0, 0)).toBeUndefined();
  expect(tokenAtPosition(run, 4, 10_000)).toEqual(all.at(-1));
});

test('a rejected token is explained by the same position’s candidates', () => {
  const detail = tokenDetail(run, { round: 0, piece: 1 });
  expect(detail).toMatchObject({ state: 'rejected', p: 0.04, q: 1, acceptance: 0, place: 2 });
  expect(detail?.candidates[0]?.isOutput).toBe(true);
  expect(detail && explainToken(detail)).toMatch(/refused/);
});

test('what was never measured is absent, not 0', () => {
  const [view] = run.rounds;
  if (view === undefined) throw new Error('no round');
  const round = {
    ...view.round,
    emitted: view.round.emitted.map(token => ({ ...token, p: Number.NaN })),
    proposed: view.round.proposed.map(({ token, verdict }) => ({ token, verdict, confidence: Number.NaN })),
  };
  const detail = tokenDetail({ ...run, rounds: [{ ...view, round }] }, { round: 0, piece: 0 });
  expect(detail).toMatchObject({ p: undefined, q: undefined, confidence: undefined });
});

test('candidates carry probabilities, not logits', () => {
  const detail = tokenDetail(run, { round: 1, piece: 0 });
  expect(detail?.candidates).toHaveLength(5);
  expect(detail?.candidates[0]?.probability).toBeCloseTo(Math.exp(-0.4), 10);
});

test('a selection of another run finds nothing', () => {
  expect(tokenDetail(run, { round: 99, piece: 0 })).toBeUndefined();
});
