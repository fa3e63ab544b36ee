import { describe, expect, test } from 'vitest';
import { findBrowser } from './find-browser.mjs';

const playwrightPath = () => '/own/chrome';
const only =
  (...paths) =>
  path =>
    paths.includes(path);

describe('finding a browser', () => {
  test('CHROMIUM_PATH comes first', () => {
    const exists = only('/mine', '/own/chrome', '/usr/bin/chromium');
    expect(findBrowser({ environment: { CHROMIUM_PATH: '/mine' }, exists, playwrightPath })).toBe('/mine');
  });
  test('a CHROMIUM_PATH that does not exist is an error, not a reason to take another', () => {
    const world = {
      environment: { CHROMIUM_PATH: '/gone' },
      exists: only('/usr/bin/chromium'),
      playwrightPath,
    };
    expect(() => findBrowser(world)).toThrow('/gone');
  });
  test('Playwright’s own comes before the system’s', () => {
    const exists = only('/own/chrome', '/usr/bin/chromium');
    expect(findBrowser({ environment: {}, exists, playwrightPath })).toBe('/own/chrome');
    expect(findBrowser({ environment: {}, exists: only('/usr/bin/google-chrome'), playwrightPath })).toBe(
      '/usr/bin/google-chrome',
    );
  });
  test('without any it says what to run', () => {
    const broken = () => {
      throw new Error('unsupported system');
    };
    expect(() => findBrowser({ environment: {}, exists: only(), playwrightPath: broken })).toThrow(
      'npx playwright install --with-deps chromium',
    );
  });
});
