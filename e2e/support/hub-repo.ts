import { expect, type Page } from '@playwright/test';
import type { HubFixture } from '../../src/models/hub-fixture.ts';
import { hubRepoFiles, type Renaming } from '../../src/models/hub-repo-fixture.ts';
import type { HubServer } from './hub-server.ts';
import { modelBar, origin, patience } from './playground.ts';

/** Puts an export on a test's Hub, as `someone/<repo>`. */
export function publish(hub: HubServer, repo: string, fixture: HubFixture, renaming?: Renaming): void {
  for (const [path, bytes] of hubRepoFiles(fixture, renaming)) {
    hub.put(`someone/${repo}`, path, bytes, { lfs: path.startsWith('onnx/') });
  }
}

/** Downloads a rounding of a repository in the Models room and chooses it as the target. */
export async function useRepo(page: Page, hub: HubServer, repo: string, dtype = 'q8'): Promise<void> {
  const button = (name: string) => page.getByRole('button', { name, exact: true });
  await page.goto(`${origin}/#/models`);
  await page.getByText('Revision and address of the Hub').click();
  await page.getByLabel('Hub or mirror').fill(hub.url);
  await page.getByLabel('From the Hub').fill(`someone/${repo}`);
  await button('Look').click();
  await button(`Download ONNX ${dtype}`).click();
  await button(`Use ${repo} in the Playground`).click({ timeout: patience });
  await page.goto(`${origin}/#/playground`);
  await expect(modelBar(page)).toContainText(repo);
}
