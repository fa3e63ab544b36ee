/** Finds a Chromium for the tests and benchmarks, or says what to run to get one. */
import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const usual = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/**
 * Path of a browser: CHROMIUM_PATH, then Playwright's own, then the usual places.
 *
 * @param {{environment?: Record<string, string | undefined>, exists?: (path: string) => boolean, playwrightPath?: () => string}} [world]
 * @returns {string}
 * @throws {Error} whose message says exactly what to run
 */
export function findBrowser({
  environment = process.env,
  exists = existsSync,
  playwrightPath = () => chromium.executablePath(),
} = {}) {
  const asked = environment.CHROMIUM_PATH;
  if (asked) {
    if (exists(asked)) return asked;
    throw new Error(`CHROMIUM_PATH is ${asked}, but there is no such file. Correct it or unset it.`);
  }
  let own = '';
  try {
    own = playwrightPath();
  } catch {
    // Playwright has no build for this system; the usual places may still have one.
  }
  const found = [own, ...usual].find(path => path !== '' && exists(path));
  if (found) return found;
  throw new Error(
    [
      'No Chromium was found. Run one of these, then try again:',
      '  npx playwright install --with-deps chromium      (downloads Playwright’s own)',
      '  sudo apt-get install -y chromium                 (Debian, Ubuntu)',
      '  export CHROMIUM_PATH=/path/to/chromium           (if you have one elsewhere)',
    ].join('\n'),
  );
}

/** Arguments for tests on local content only: containers often lack what the sandbox needs. */
export const browserArguments = ['--no-sandbox'];

if (process.argv[1] && import.meta.url === new URL(`file://${process.argv[1]}`).href) {
  try {
    console.log(findBrowser());
  } catch (error) {
    console.error(error.message);
    process.exitCode = 1;
  }
}
