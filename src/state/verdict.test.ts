import { expect, test } from 'vitest';
import type { ArmId } from '../engine/arms.ts';
import { testRequest } from '../engine/request.test-helper.ts';
import { appendEvents, emptyRun, type RunView } from './run-view.ts';
import { toyEvents, toyInfo } from './toy-engine.ts';
import { verdictOf } from './verdict.ts';

type Plan = readonly (readonly [number, number])[];
const text = Array.from({ length: 60 }, (_, i) => `w${i}`).join(' ');

function runOf(arm: ArmId, plan: Plan): RunView {
  const request = testRequest({ arm });
  return appendEvents(emptyRun(request), toyEvents({ text, plan }, request));
}

const { cost } = toyInfo;
const good = runOf('prompt-lookup', [[4, 4]]);
const bad = runOf('prompt-lookup', [[4, 0]]);
const idle = runOf('prompt-lookup', [[0, 0]]);
const plain = runOf('none', []);

test('kept drafts are faster, with the break-even in the reason', () => {
  const verdict = verdictOf(good, 99, cost, undefined);
  expect(verdict).toMatchObject({ tone: 'faster', yardstick: 'calibrated', word: 'faster' });
  expect(verdict?.ratio).toMatch(/^[12]\.\d\d×$/);
  expect(verdict?.reason).toMatch(/break even at \d+%/);
});

test('refused drafts are slower here, because of their acceptance', () => {
  const verdict = verdictOf(bad, 99, cost, undefined);
  expect(verdict).toMatchObject({ tone: 'slower', word: 'slower here' });
  expect(verdict?.speedUp.decode).toBeLessThan(1);
  expect(verdict?.reason).toMatch(/^because 0% of the tested tokens were kept, and .* break even at \d+%/);
});

test('a raced baseline replaces the calibration', () => {
  expect(verdictOf(good, 99, cost, plain)?.yardstick).toBe('raced');
  const half = { ...plain, done: undefined };
  expect(verdictOf(good, 99, cost, half)?.yardstick).toBe('calibrated');
});

test('with reading the prompt, the difference is smaller', () => {
  const factors = verdictOf(good, 99, cost, plain)?.speedUp;
  expect(factors?.total).toBeGreaterThan(1);
  expect(factors?.total).toBeLessThan(factors?.decode ?? 0);
});

test('a draft that proposed nothing is said to have proposed nothing', () => {
  expect(verdictOf(idle, 99, cost, undefined)?.reason).toMatch(/proposed nothing/);
});

test('a draft that proposed nothing is not called faster, whatever the clock says', () => {
  // A baseline that took twice as long: another program had the processor.
  const events = plain.events.map(event => {
    if (event.type === 'round') return { ...event, verifyMs: 2 * event.verifyMs };
    return event.type === 'done' ? { ...event, decodeMs: 2 * event.decodeMs } : event;
  });
  const slow = appendEvents(emptyRun(plain.request), events);
  const verdict = verdictOf(idle, 99, cost, slow);
  expect(verdict?.speedUp.decode).toBeGreaterThan(1.5);
  expect(verdict).toMatchObject({ tone: 'even', word: 'the same work' });
  expect(verdictOf(good, 99, cost, slow)?.tone).toBe('faster');
});

test('without a draft there is no draft to praise or blame', () => {
  expect(verdictOf(plain, 99, cost, undefined)?.reason).toMatch(/No draft/);
});

test('before the first token, or without anything to compare with, there is no verdict', () => {
  expect(verdictOf(good, 0, cost, undefined)).toBeUndefined();
  expect(verdictOf(good, 99, undefined, undefined)).toBeUndefined();
});

test('enough acceptance with slow passes is not blamed on the draft', () => {
  const fast = { ...cost, targetMs: cost.targetMs.map(ms => ms / 4) };
  expect(verdictOf(good, 99, fast, undefined)?.reason).toMatch(/passes took longer/);
});

test('a draft that cannot have helped is not praised', () => {
  const slowDay = { ...cost, targetMs: cost.targetMs.map(ms => ms * 4) };
  expect(verdictOf(bad, 99, slowDay, undefined)).toMatchObject({
    tone: 'faster',
    reason: expect.stringMatching(/^Although 0% .* variation/),
  });
});

test('without a race, a run with enough plain rounds is judged by those, not by the calibration', () => {
  const slowDevice = { ...cost, targetMs: cost.targetMs.map(ms => 10 * ms) };
  expect(verdictOf(plain, 99, slowDevice, undefined)).toMatchObject({
    yardstick: 'own-passes',
    tone: 'even',
  });
  expect(verdictOf(good, 99, slowDevice, undefined)).toMatchObject({
    yardstick: 'calibrated',
    tone: 'faster',
  });
});
