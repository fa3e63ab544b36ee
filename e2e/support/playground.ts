import { expect, type Locator, type Page } from '@playwright/test';
import type { ArmId } from '../../src/engine/arms.ts';

/** Where playwright.config.ts serves the built app: with the isolation headers, and without. */
const port = Number(process.env.E2E_PORT ?? 4317);
export const origin = `http://localhost:${port}`;
export const plainOrigin = `http://localhost:${port + 1}`;

/** A machine with something else to do can be a hundred times slower; nothing here measures time. */
export const patience = 120_000;

/** What a link can set, by its keys (src/state/permalink.ts). */
export interface LinkSettings {
  readonly prompt: string;
  readonly draft?: 'policy' | ArmId;
  readonly tokens?: number;
  readonly temperature?: number;
  readonly seed?: number;
  readonly race?: boolean;
  /** Propose as many tokens as there are, instead of what pays. */
  readonly fixed?: boolean;
}

/** A copying prompt: lookup has plenty to propose, and to get wrong at the end. */
export const copyPrompt =
  'Repeat this sentence word for word: "The lighthouse keeper climbed the iron stairs every evening at six."';

/** A prompt that would go on for long. */
export const longPrompt = 'Tell a long story about a clockmaker who finds a letter inside an old clock.';

let links = 0;

/** A link's fragment. Every call gives another one, so that opening it is always a change of address. */
export function fragment({ prompt, draft, tokens, temperature, seed, race, fixed }: LinkSettings): string {
  links += 1;
  const params = new URLSearchParams({ v: '1', p: prompt, nonce: String(links) });
  if (draft !== undefined) params.set('d', draft);
  if (tokens !== undefined) params.set('n', String(tokens));
  if (temperature !== undefined) params.set('t', String(temperature));
  if (seed !== undefined) params.set('s', String(seed));
  if (race) params.set('r', '1');
  if (fixed) params.set('f', '1');
  return `#${params}`;
}

export const promptField = (page: Page): Locator => page.getByRole('textbox', { name: 'Prompt' });
export const draftList = (page: Page): Locator => page.getByRole('combobox', { name: 'Draft', exact: true });
export const runButton = (page: Page): Locator => page.getByRole('button', { name: 'Run', exact: true });
export const stopButton = (page: Page): Locator => page.getByRole('button', { name: 'Stop', exact: true });
export const loadButton = (page: Page): Locator => page.getByRole('button', { name: 'Load model' });
export const modelBar = (page: Page): Locator => page.getByRole('region', { name: 'Model', exact: true });
export const output = (page: Page): Locator => page.getByTestId('output-text');
export const figures = (page: Page): Locator => page.getByRole('region', { name: 'Figures' });
export const why = (page: Page): Locator => page.getByRole('region', { name: 'Why this draft' });
export const inspector = (page: Page): Locator => page.getByRole('region', { name: 'Token', exact: true });
export const roundSlider = (page: Page): Locator => page.getByRole('slider', { name: 'Round', exact: true });

/** Loads the model and waits until it is ready. */
export async function loadModel(page: Page): Promise<void> {
  await loadButton(page).click();
  await expect(modelBar(page)).toContainText('loaded in', { timeout: patience });
}

/** Opens a link on a page that is open already: what was loaded stays loaded. */
export async function configure(page: Page, settings: LinkSettings): Promise<void> {
  // The page writes its own changes to the address after a pause, which can get in between.
  await expect(async () => {
    await page.evaluate(hash => {
      location.hash = hash;
    }, fragment(settings));
    await expect(promptField(page)).toHaveValue(settings.prompt, { timeout: 500 });
  }).toPass();
}

/** Waits for the end of a run, raced lanes included. */
export async function runEnds(page: Page): Promise<void> {
  await expect(runButton(page)).toBeVisible({ timeout: patience });
}

/** Presses Run and waits for the end. */
export async function run(page: Page): Promise<void> {
  await runButton(page).click();
  await runEnds(page);
}

/** Runs a prompt with settings and returns the text. */
export async function textOf(page: Page, settings: LinkSettings): Promise<string> {
  await configure(page, settings);
  await run(page);
  await expect(page.getByRole('alert')).toHaveCount(0);
  return outputText(page);
}

/** The output as it would be read: without what was rejected, and without the caret. */
export function outputText(page: Page, testId = 'output-text'): Promise<string> {
  return page.getByTestId(testId).evaluate(element => {
    const copy = element.cloneNode(true) as Element;
    for (const hidden of copy.querySelectorAll('[aria-hidden="true"]')) hidden.remove();
    return copy.textContent ?? '';
  });
}

/** Number of rounds that the stage holds, shown or not. */
export const roundCount = (page: Page): Promise<number> => output(page).locator('[data-round]').count();

/** After a GPU was refused the CPU is chosen and writes; the prompt is still there. The settings ask for eight tokens without a draft. */
export async function cpuWritesInstead(page: Page, prompt: string): Promise<void> {
  await page.getByRole('radio', { name: 'CPU', exact: true }).click();
  await loadModel(page);
  await expect(promptField(page)).toHaveValue(prompt);
  await run(page);
  expect(await roundCount(page)).toBe(8);
}

/** Back to a known state, with the model still loaded: no run under way, default settings, nothing learnt. */
export async function startAfresh(page: Page): Promise<void> {
  // The test before may have gone to another room.
  await page.evaluate(() => {
    location.hash = '#/playground';
  });
  await expect(promptField(page)).toBeVisible();
  if (await stopButton(page).isVisible()) await stopButton(page).click();
  await runEnds(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.keyboard.press('Escape');
  for (const dismiss of await page.getByRole('button', { name: 'Dismiss' }).all()) await dismiss.click();
  await configure(page, { prompt: 'Hello.' });
  await promptField(page).fill('');
  const unfreeze = why(page).getByRole('button', { name: 'Unfreeze' });
  if (await unfreeze.isVisible()) await unfreeze.click();
  const reset = why(page).getByRole('button', { name: 'Reset' });
  if (await reset.isEnabled()) await reset.click();
}
