import { lessons } from '../src/lessons/index.ts';
import { checkEveryLook, checkTwoLooks, checkWidths, setTheme, themes } from './support/axe.ts';
import { configure, copyPrompt, inspector, output, patience, run } from './support/playground.ts';
import { expect, test } from './support/test.ts';

test('before a run the page has no violations and fits its width', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/');
  await expect(page.getByText('Recording', { exact: true })).toBeVisible();
  await checkEveryLook(page);
});

test('an error and a long unbroken prompt have no violations and fit their width', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(`/#v=1&p=${'x'.repeat(600)}`);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.getByText('Sampling', { exact: true }).click();
  await checkEveryLook(page);
});

test('after a raced run, with a token open, the page has no violations and fits its width', async ({
  ready: page,
}) => {
  await configure(page, { prompt: copyPrompt, draft: 'prompt-lookup', tokens: 32, race: true });
  await run(page);
  await expect(page.getByTestId('sameness')).toBeVisible({ timeout: patience });
  await output(page).locator('.token[data-state="accepted"]').first().click();
  await expect(inspector(page)).toBeVisible();
  await checkEveryLook(page);
  await page.getByRole('radio', { name: 'Auto', exact: true }).first().check({ force: true });
});

test('the rooms without a model and the sheet of shortcuts have no violations and fit their width', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/#/compare');
  await expect(page.getByRole('heading', { name: /Which draft is fastest/ })).toBeVisible();
  await checkEveryLook(page, 'Compare');
  await page.goto('/#/models');
  await expect(page.getByText('used by this site')).toBeVisible();
  await checkEveryLook(page, 'Models without an entry');
  await page.goto('/#/learn');
  await expect(page.getByRole('img', { name: /lessons done/ })).toBeVisible();
  await checkEveryLook(page, 'Learn');
  for (const theme of themes) {
    await setTheme(page, theme);
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard' })).toBeVisible();
    await checkWidths(page, `the sheet of shortcuts, ${theme}`);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
});

for (const lesson of lessons) {
  test(`lesson ${lesson.id} has no violations and fits its width, with its answers on show`, async ({
    page,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.goto(`/#/learn/${lesson.id}`);
    await expect(page.getByRole('heading', { level: 2, name: lesson.title, exact: true })).toBeVisible();
    await expect(page.locator('.predict')).toHaveCount(lesson.questions.length);
    for (const predict of await page.locator('.predict').all()) {
      const choice = predict.locator('input[type="radio"]').first();
      if ((await choice.count()) > 0) await choice.check({ force: true });
      await predict.getByRole('button', { name: 'Reveal' }).click();
    }
    await expect(page.locator('.widget').first()).toBeVisible();
    if (lesson === lessons[0]) await checkEveryLook(page, lesson.id);
    else await checkTwoLooks(page, lesson.id);
  });
}
