import { defineConfig } from '@playwright/test';
import { browserArguments, findBrowser } from './tools/find-browser.mjs';

const port = Number(process.env.E2E_PORT ?? 4317);
/** Folder of the built app, for trying another build than the one in dist. */
const dist = process.env.E2E_DIST ?? 'dist';

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  // The engine uses every core, so tests that load it cannot share the machine.
  workers: 1,
  fullyParallel: false,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  // Takes seconds; a busy machine gets through all the same.
  timeout: 180_000,
  expect: { timeout: 15_000 },
  // The JSON report goes to PLAYWRIGHT_JSON_OUTPUT_FILE, outside test-results, which every run clears.
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [['list'], ['json']] : [['list']],
  use: {
    baseURL: `http://localhost:${port}/`,
    browserName: 'chromium',
    launchOptions: { executablePath: findBrowser(), args: browserArguments },
    trace: 'retain-on-failure',
    // Every test sees what its server sends; e2e/offline.spec.ts lets the service worker in.
    serviceWorkers: 'block',
  },
  webServer: {
    command: `node tools/serve-dist.mjs ${port} ${dist}`,
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
    timeout: 20_000,
  },
});
