import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { configure, copyPrompt, inspector, output, patience, run } from './support/playground.ts';
import { expect, test } from './support/test.ts';

const widths = [375, 1280] as const;
const themes = ['Light', 'Dark'] as const;

/** Looks at the page as it stands in both themes and at both widths. */
async function check(page: Page): Promise<void> {
  for (const theme of themes) {
    await page.getByRole('radio', { name: theme, exact: true }).check({ force: true });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme.toLowerCase());
    for (const width of widths) {
      await page.setViewportSize({ width, height: width === 375 ? 740 : 900 });
      const { violations } = await new AxeBuilder({ page }).analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map(node => `${theme}, ${width} px: ${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
      );
      expect(found).toEqual([]);
      const { scrollWidth, clientWidth } = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement;
        return { scrollWidth, clientWidth };
      });
      expect(scrollWidth, `${theme}, ${width} px: the page scrolls sideways`).toBeLessThanOrEqual(
        clientWidth,
      );
    }
  }
}

test('before a run the page has no violations and fits its width', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/');
  await expect(page.getByText('Recording', { exact: true })).toBeVisible();
  await check(page);
});

test('an error and a long unbroken prompt have no violations and fit their width', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`/#v=1&p=${'x'.repeat(600)}`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByText('Sampling', { exact: true }).click();
  await check(page);
});

test('after a raced run, with a token open, the page has no violations and fits its width', async ({
  ready: page,
}) => {
  await configure(page, { prompt: copyPrompt, draft: 'prompt-lookup', tokens: 32, race: true });
  await run(page);
  await expect(page.getByTestId('sameness')).toBeVisible({ timeout: patience });
  await output(page).locator('.token[data-state="accepted"]').first().click();
  await expect(inspector(page)).toBeVisible();
  await check(page);
  await page.getByRole('radio', { name: 'Auto', exact: true }).first().check({ force: true });
});
