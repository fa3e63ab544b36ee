/**
 * `npm run bench:first-paint [-- --runs N] [--dist FOLDER]`: how long a first visit waits for the first paint, and for a recorded run that
 * plays and can be stopped. Each visit has a browser context of its own, with nothing cached, and the built app from a local server.
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from '../tools/build.mjs';
import { initialScripts, maxInitialBytes } from '../tools/bundle-size.mjs';
import { openLab } from './lib/lab.mjs';
import { describeMachine } from './lib/machine.mjs';
import { integer } from './lib/options.mjs';
import { median } from './lib/statistics.mjs';

/** From the navigation until the replay answers, milliseconds. */
const bar = 1500;
const patience = 30_000;

/**
 * For `addInitScript`: presses Pause in the first frame in which the recording has begun to move. The page has answered once Play stands
 * in its place. Times are milliseconds since the navigation.
 */
function watchReplay() {
  const button = name =>
    document.querySelector(`[aria-label="Playback"] [aria-label="${name}"]:not(:disabled)`);
  const clock = () => document.querySelector('[aria-label="Playback"] [aria-label="Clock"]');
  window.replay = new Promise(resolve => {
    let playing;
    requestAnimationFrame(function look() {
      if (playing === undefined && button('Pause') && clock()?.valueAsNumber > 0) {
        playing = performance.now();
        button('Pause').click();
      } else if (playing !== undefined && button('Play')) {
        resolve({ playing, answered: performance.now() });
        return;
      }
      requestAnimationFrame(look);
    });
  });
}

/** One first visit. */
async function visit(lab) {
  const context = await lab.browser.newContext({ viewport: { width: 1280, height: 800 } });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    await page.addInitScript(watchReplay);
    await page.goto(lab.url);
    await page.waitForFunction(() => window.replay);
    return await page.evaluate(async () => {
      const { playing, answered } = await window.replay;
      const [paint] = performance.getEntriesByName('first-contentful-paint');
      return { paint: paint.startTime, playing, answered };
    });
  } finally {
    await context.close();
  }
}

function line(name, values) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `${name.padEnd(34)}${median(values).toFixed(0).padStart(6)} ms   (${least.toFixed(0)} to ${most.toFixed(0)})`;
}

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '9' }, dist: { type: 'string' } },
});
const runs = integer(values.runs, '--runs', 1, 100);
const lab = await openLab(values.dist === undefined ? {} : { dist: values.dist });
try {
  // The first visit of a browser that was just started is its own start.
  await visit(lab);
  const visits = [];
  for (let run = 0; run < runs; run++) visits.push(await visit(lab));
  const scripts = initialScripts(values.dist ?? join(root, 'dist'));
  const bytes = scripts.reduce((sum, script) => sum + script.bytes, 0);
  const answered = visits.map(each => each.answered);
  console.log(describeMachine(lab.browser.version()));
  console.log(`median of ${runs} first visits, milliseconds since the navigation`);
  console.log(
    line(
      'first contentful paint',
      visits.map(each => each.paint),
    ),
  );
  console.log(
    line(
      'recorded run plays',
      visits.map(each => each.playing),
    ),
  );
  console.log(line('recorded run answers to a press', answered));
  console.log(
    line(
      'from first paint to the answer',
      visits.map(each => each.answered - each.paint),
    ),
  );
  const held = Math.max(...answered) <= bar;
  console.log(`answers within ${bar} ms each time: ${held ? 'yes' : 'no'}`);
  console.log(
    `initial JavaScript: ${(bytes / 1000).toFixed(1)} kB gzipped (at most ${maxInitialBytes / 1000} kB)`,
  );
} finally {
  await lab.close();
}
