import { expect, test } from '@playwright/test';
import { patience, promptField } from './support/playground.ts';

// The browser as it is started here has no WebGPU adapter.

test('a GPU that was asked for and is not there is named, with a way on', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('draftpick-backend', 'webgpu'));
  await page.goto('/');
  const bar = page.getByRole('region', { name: 'Model', exact: true });
  await expect(bar.getByRole('radio', { name: 'GPU' })).toBeChecked();
  await promptField(page).fill('Name three birds.');
  await bar.getByRole('button', { name: 'Load model' }).click();
  await expect(bar).toHaveAttribute('data-status', 'failed', { timeout: patience });
  await expect(bar).toContainText('WebGPU');
  await expect(bar).toContainText('Use the CPU engine');
  await expect(promptField(page)).toHaveValue('Name three birds.');

  await bar.getByRole('radio', { name: 'CPU' }).check();
  await bar.getByRole('button', { name: 'Load model' }).click();
  await expect(bar).toHaveAttribute('data-status', 'ready', { timeout: patience });
  await bar.getByText('Why on the CPU').click();
  await expect(bar).toContainText('Chosen in the settings.');
});
