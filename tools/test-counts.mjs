/** Turns the reports of vitest and Playwright into counts. */
import { readFile } from 'node:fs/promises';

/** The parsed report, or undefined when the runner died before writing it. */
export async function readReport(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * Counts of a vitest JSON report. A file that could not even be loaded counts as one failure, and so does a run
 * that ended badly without a failed test to show for it (a crash, an unhandled error, no tests at all).
 */
export function countVitest(report, exitCode) {
  const passed = report?.numPassedTests ?? 0;
  const broken = (report?.testResults ?? []).filter(
    file => file.status === 'failed' && file.assertionResults.every(test => test.status !== 'failed'),
  ).length;
  const failed = (report?.numFailedTests ?? 0) + broken;
  const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
  return settle({ passed, failed, skipped }, exitCode);
}

/** Counts of a Playwright JSON report; errors outside any test count too. */
export function countPlaywright(report, exitCode) {
  const { expected = 0, unexpected = 0, flaky = 0, skipped = 0 } = report?.stats ?? {};
  return settle(
    { passed: expected, failed: unexpected + flaky + (report?.errors?.length ?? 0), skipped },
    exitCode,
  );
}

function settle(counts, exitCode) {
  const silent = counts.failed === 0 && (exitCode !== 0 || counts.passed === 0);
  return silent ? { ...counts, failed: 1 } : counts;
}
