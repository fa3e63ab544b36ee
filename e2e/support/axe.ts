import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './test.ts';

const widths = [375, 1280] as const;

/** The themes, as the page names them. */
export const themes = ['Light', 'Dark'] as const;

export async function setTheme(page: Page, theme: (typeof themes)[number]): Promise<void> {
  await page.getByRole('radio', { name: theme, exact: true }).first().check({ force: true });
  await expect(page.locator('html')).toHaveAttribute('data-theme', theme.toLowerCase());
}

/** Looks at the page as it stands, at both widths: axe finds nothing, and nothing scrolls sideways. */
export async function checkWidths(
  page: Page,
  what: string,
  at: readonly (typeof widths)[number][] = widths,
): Promise<void> {
  for (const width of at) {
    const name = `${what}, ${width} px`;
    await page.setViewportSize({ width, height: width === 375 ? 740 : 900 });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(node => `${name}: ${id}: ${node.target.join(' ')}: ${node.failureSummary}`),
    );
    expect(found).toEqual([]);
    const { scrollWidth, clientWidth } = await page.evaluate(() => {
      const { scrollWidth, clientWidth } = document.documentElement;
      return { scrollWidth, clientWidth };
    });
    expect(scrollWidth, `${name}: the page scrolls sideways`).toBeLessThanOrEqual(clientWidth);
  }
}

/** {@link checkWidths} in both themes. */
export async function checkEveryLook(page: Page, what = 'the page'): Promise<void> {
  for (const theme of themes) {
    await setTheme(page, theme);
    await checkWidths(page, `${what}, ${theme}`);
  }
}

/**
 * Light and wide, dark and narrow: for steps of a room and for lessons, which share their styles with a room that was looked at in all
 * four ways. axe takes a second or two each time.
 */
export async function checkTwoLooks(page: Page, what: string): Promise<void> {
  await setTheme(page, 'Light');
  await checkWidths(page, `${what}, light`, [1280]);
  await setTheme(page, 'Dark');
  await checkWidths(page, `${what}, dark`, [375]);
}
