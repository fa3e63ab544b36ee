import { test as base, type Page } from '@playwright/test';
import { loadModel, origin, startAfresh } from './playground.ts';

/** Tests that share one page on which the model was loaded once: loading takes seconds. */
export const test = base.extend<{ readonly ready: Page }, { readonly loaded: Page }>({
  loaded: [
    async ({ browser }, use) => {
      const context = await browser.newContext({ baseURL: origin });
      const page = await context.newPage();
      await page.goto('/');
      await loadModel(page);
      await use(page);
      await context.close();
    },
    { scope: 'worker' },
  ],
  ready: async ({ loaded }, use) => {
    await startAfresh(loaded);
    await use(loaded);
  },
});

export { expect } from '@playwright/test';
