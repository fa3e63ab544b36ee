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

/** Opens the Models room and asks a test's Hub what a repository offers. */
export async function look(page: Page, hub: HubServer, repo: string, site = origin): Promise<void> {
  await page.goto(`${site}/#/models`);
  await page.getByText('Revision and address of the Hub').click();
  await page.getByLabel('Hub or mirror').fill(hub.url);
  await page.getByLabel('From the Hub').fill(`someone/${repo}`);
  await page.getByRole('button', { name: 'Look', exact: true }).click();
}

/** Downloads a rounding of a repository in the Models room and chooses it as the target. */
export async function takeRepo(
  page: Page,
  hub: HubServer,
  repo: string,
  { dtype = 'q8', site = origin } = {},
): Promise<void> {
  await look(page, hub, repo, site);
  await page.getByRole('button', { name: `Download ONNX ${dtype}`, exact: true }).click();
  await page.getByRole('button', { name: `Use ${repo} in the Playground` }).click({ timeout: patience });
  await page.goto(`${site}/#/playground`);
  await expect(modelBar(page)).toContainText(repo);
}
