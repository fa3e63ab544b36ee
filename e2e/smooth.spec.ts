import type { CDPSession, Page } from '@playwright/test';
import { toyInfo } from '../src/state/toy-engine.ts';
import { longRun, longRunTokens } from './support/long-run.ts';
import { loadModel, promptField, runButton, runEnds } from './support/playground.ts';
import { standInWorker } from './support/stand-in-worker.ts';
import { expect, test } from './support/test.ts';

// A trace would take pictures meanwhile, in the time of the page.
test.use({ trace: 'off' });

const tokensPerSecond = 200;

/** What the page has done so far. */
interface Done {
  /** Processor time of the page's main thread, seconds. */
  readonly busy: number;
  /** Times that React changed the page, and frames. */
  readonly commits: number;
  readonly frames: number;
  /** Components and elements that React rendered for it. */
  readonly rendered: number;
}

async function doneSoFar(page: Page, session: CDPSession): Promise<Done> {
  const { metrics } = await session.send('Performance.getMetrics');
  const busy = metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  const { commits, frames, rendered } = await page.evaluate(() => window.smooth);
  return { busy, commits, frames, rendered };
}

/**
 * A quantity of each stretch between two marks, which are equally many tokens apart; the median, which one collection of garbage leaves
 * alone.
 */
function ofStretch(marks: readonly Done[], quantity: 'busy' | 'rendered'): number {
  const each = marks.slice(1).map((to, i) => to[quantity] - (marks[i] ?? to)[quantity]);
  return each.toSorted((a, b) => a - b)[each.length >> 1] ?? Number.NaN;
}

test('a run of 4,000 tokens at 200 a second is drawn with the same effort from beginning to end', async ({
  page,
}) => {
  const early = [600, 700, 800, 900, 1000, 1100];
  const late = [3300, 3400, 3500, 3600, 3700, 3800];
  const marks = [...early, ...late];
  const session = await page.context().newCDPSession(page);
  // Processor time, not time on the clock: another program may have the core meanwhile.
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const reached: Promise<Done>[] = [];
  await page.exposeFunction('reached', () => reached.push(doneSoFar(page, session)));
  await page.addInitScript(standInWorker, { events: longRun(), info: toyInfo, tokensPerSecond, marks });
  await page.goto('/');
  await loadModel(page);
  await promptField(page).fill('Go on.');
  await runButton(page).click();
  await page.evaluate(() => window.smooth.ended);
  await runEnds(page);
  await expect(page.getByRole('region', { name: 'Figures' })).toContainText(`${longRunTokens} in`);

  const done = await Promise.all(reached);
  expect(done).toHaveLength(marks.length);
  const first = done.slice(0, early.length);
  const last = done.slice(early.length);
  const { longTasks, crowded } = await page.evaluate(() => window.smooth);
  const ms = (seconds: number): string => `${(seconds * 1000).toFixed(1)} ms`;
  console.log(
    `    100 tokens render ${ofStretch(first, 'rendered')} components and elements after ${early[0]} tokens and take ` +
      `${ms(ofStretch(first, 'busy'))}, ${ofStretch(last, 'rendered')} after ${late[0]} in ${ms(ofStretch(last, 'busy'))}; ` +
      `${longTasks.length} long tasks, the longest ${ms(Math.max(0, ...longTasks) / 1000)}`,
  );
  // Everything drawn again each time would make it about four times as much.
  expect(ofStretch(last, 'rendered') / ofStretch(first, 'rendered')).toBeLessThan(1.8);
  // What the browser does about it, in processor time, which is uncertain where other programs share the core.
  expect(ofStretch(last, 'busy') / ofStretch(first, 'busy')).toBeLessThan(3);
  for (const { commits, frames } of [between(first), between(last)]) {
    expect(commits).toBeLessThanOrEqual(frames);
  }
  // The chart of the rounds scrolls by itself now and then, which may come on top.
  expect(crowded, 'frames for which React rendered more than once').toBeLessThan(
    between([...first, ...last]).commits / 8,
  );
});

/** Changes of the page and frames from the first mark to the last. */
function between(marks: readonly Done[]): Pick<Done, 'commits' | 'frames'> {
  const [from, to] = [marks[0], marks.at(-1)];
  if (!from || !to) throw new Error('The run did not pass all marks.');
  return { commits: to.commits - from.commits, frames: to.frames - from.frames };
}
