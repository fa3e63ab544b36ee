import { expect, type Page, test } from '@playwright/test';
import { lessons } from '../src/lessons/index.ts';

/** What goes wrong on a page while a test looks at it. */
function troubles(page: Page): string[] {
  const found: string[] = [];
  page.on('console', message => {
    if (message.type() === 'error') found.push(message.text());
  });
  page.on('pageerror', error => found.push(error.message));
  return found;
}

/** Weights, drafts and engines that were asked for. */
function downloads(page: Page): string[] {
  const found: string[] = [];
  page.on('request', request => {
    if (/\.gguf|\.wasm|\/drafts\/[^/]+\.(bin|gguf)|onnx/.test(request.url())) found.push(request.url());
  });
  return found;
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 2, name, exact: true });
const question = (page: Page) => page.locator('.predict').first();

test('a lesson is opened from the overview, its question is answered, and progress outlives a reload', async ({
  page,
}) => {
  await page.goto('/#/learn');
  await expect(page.getByRole('img', { name: '0 of 12 lessons done' })).toBeVisible();
  await page.getByRole('link', { name: 'Draft and verify' }).click();
  await expect(heading(page, 'Draft and verify')).toBeFocused();
  await expect(page).toHaveTitle('Draft and verify · Draftpick');
  const reveal = question(page).getByRole('button', { name: 'Reveal' });
  await expect(reveal).toBeDisabled();
  await question(page).getByRole('radio', { name: 'Four', exact: true }).check();
  await reveal.click();
  await expect(question(page)).toContainText('Not quite. It is: Three');
  await question(page).getByRole('button', { name: 'Try again' }).click();
  await question(page).getByRole('radio', { name: 'Three', exact: true }).check();
  await reveal.click();
  await expect(question(page)).toContainText('Yes.');
  await page.reload();
  await expect(question(page)).toContainText('Yes.');
  await page.getByRole('link', { name: 'All lessons' }).click();
  await expect(page.getByRole('img', { name: '1 of 12 lessons done' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Go on: Why writing is slow' })).toBeVisible();
});

test('rounds are stepped through, also with the keyboard', async ({ page }) => {
  await page.goto('/#/learn/draft-and-verify');
  const place = page.locator('.stepper-place');
  await expect(place).toHaveText(/^1 of /);
  await page.getByRole('button', { name: 'Next round' }).click();
  await expect(place).toHaveText(/^2 of /);
  await page.getByRole('button', { name: 'Next round' }).press('ArrowRight');
  await expect(place).toHaveText(/^3 of /);
  await expect(page.locator('.toy-text [data-round]')).toHaveCount(3);
  await expect(page.getByRole('table', { name: 'Round 3, place by place' })).toBeVisible();
});

test('a teacher’s link sets controls and shows only those it names', async ({ page }) => {
  const rate = page.locator('.widget').getByRole('slider', { name: 'Acceptance rate', exact: true });
  await page.goto('/#/learn/when-it-loses?k=2&a=0.9&row=99&show=a');
  await expect(rate).toHaveValue('0.9');
  await expect(page.getByRole('slider', { name: 'Tokens proposed a round' })).toHaveCount(0);
  // A row that costs 99 passes is out of range: it is taken as the dearest there is.
  await expect(
    page.getByText(/With 90% kept, 2 proposed tokens make it 0\.\d\d× as fast/).first(),
  ).toBeVisible();
  await rate.press('ArrowRight');
  await expect.poll(() => new URL(page.url()).hash).toContain('a=0.91');
  expect(new URL(page.url()).hash).toContain('show=a');
});

test('bars are moved with the keyboard, and the address follows', async ({ page }) => {
  await page.goto('/#/learn/same-odds');
  const bar = page.getByRole('slider', { name: 'Draft q of “sea”' });
  await bar.focus();
  await page.keyboard.press('End');
  await expect(bar).toHaveAttribute('aria-valuenow', '1');
  await expect.poll(() => new URL(page.url()).hash).toContain('q=1,0,0,0,0');
  await expect(page.getByText(/by the formula it should be 42%/)).toBeVisible();
});

test('the bandit is played to the end and compared', async ({ page }) => {
  await page.goto('/#/learn/bandit');
  for (let i = 0; i < 16; i++) await page.getByRole('button', { name: 'No draft', exact: true }).click();
  await expect(page.getByText('All prompts are answered')).toBeVisible();
  await expect(page.getByText(/You so far: 1\.00×/)).toBeVisible();
  await expect(page.locator('svg[data-chart]').first()).toBeVisible();
});

test('the last lesson leads to the Playground with a prompt filled in', async ({ page }) => {
  await page.goto('/#/learn/real-run');
  await page.getByRole('link', { name: 'Tell a story' }).click();
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue(/clockmaker/);
});

test('every lesson opens without errors and without a model, and reveals all its answers', async ({
  page,
}) => {
  const wrong = troubles(page);
  const loaded = downloads(page);
  for (const lesson of lessons) {
    await page.goto(`/#/learn/${lesson.id}`);
    await expect(heading(page, lesson.title)).toBeVisible();
    await expect(page.locator('.predict')).toHaveCount(lesson.questions.length);
    for (const predict of await page.locator('.predict').all()) {
      const choice = predict.locator('input[type="radio"]').first();
      if ((await choice.count()) > 0) await choice.check({ force: true });
      await predict.getByRole('button', { name: 'Reveal' }).click();
      await expect(predict.locator('.predict-verdict')).toBeVisible();
      await expect(predict.locator('.predict-verdict')).not.toContainText(/NaN|undefined/);
    }
    await expect(page.locator('.widget').first()).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  }
  await page.goto('/#/learn');
  await expect(page.getByRole('img', { name: '12 of 12 lessons done' })).toBeVisible();
  expect(wrong).toEqual([]);
  expect(loaded).toEqual([]);
});

test('an unknown lesson leads to the overview and says so', async ({ page }) => {
  await page.goto('/#/learn/no-such-lesson');
  await expect(page.getByText('There is no lesson “no-such-lesson”.', { exact: false })).toBeVisible();
});
