import { expect, test } from 'vitest';
import { countPlaywright, countVitest } from './test-counts.mjs';

const file = (status, ...tests) => ({ status, assertionResults: tests.map(status => ({ status })) });

test('adds up a vitest report', () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 1,
    numPendingTests: 2,
    numTodoTests: 1,
    testResults: [file('failed', 'failed')],
  };
  expect(countVitest(report, 1)).toEqual({ passed: 5, failed: 1, skipped: 3 });
});

test('a test file that cannot be loaded is a failure', () => {
  const report = {
    numPassedTests: 5,
    numFailedTests: 0,
    testResults: [file('passed', 'passed'), file('failed')],
  };
  expect(countVitest(report, 1)).toMatchObject({ passed: 5, failed: 1 });
});

test('adds up a Playwright report with an error outside the tests', () => {
  const report = {
    stats: { expected: 7, unexpected: 1, flaky: 1, skipped: 2 },
    errors: [{ message: 'no server' }],
  };
  expect(countPlaywright(report, 1)).toEqual({ passed: 7, failed: 3, skipped: 2 });
});

test.each([countVitest, countPlaywright])(
  'a run without a report, or that ran nothing, has failed',
  count => {
    expect(count(undefined, 1)).toMatchObject({ passed: 0, failed: 1 });
    expect(count({ numPassedTests: 0, testResults: [], stats: { expected: 0 } }, 0)).toMatchObject({
      failed: 1,
    });
  },
);

test.each([countVitest, countPlaywright])('a bad exit code without a failed test is one failure', count => {
  const report = { numPassedTests: 3, testResults: [], stats: { expected: 3 } };
  expect(count(report, 0)).toMatchObject({ passed: 3, failed: 0 });
  expect(count(report, 1)).toMatchObject({ passed: 3, failed: 1 });
});
