import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { samplesOf } from '../core/offline-dataset.ts';
import { few, lab, resetLab, text, whole } from './lab.test-helper.ts';
import { exportDataset, importDataset, loadShipped, takeOwn } from './lab-dataset.ts';
import { stop } from './lab-runs.ts';

beforeEach(resetLab);
afterEach(stop);

describe('the dataset', () => {
  test('is loaded once, and can be exported and read back', async () => {
    let asked = 0;
    const fetchText = async () => {
      asked += 1;
      return text;
    };
    await loadShipped('here', fetchText);
    await loadShipped('here', fetchText);
    expect(asked).toBe(1);
    expect(lab().dataset?.samples).toHaveLength(few.samples.length);
    expect(importDataset(exportDataset(), 'mine.json')).toBe(true);
    expect(lab()).toMatchObject({ source: 'mine.json', status: 'ready', problem: undefined });
  });

  test('a broken file is explained and changes nothing', async () => {
    await loadShipped('here', async () => text);
    const before = lab().dataset;
    expect(importDataset('{"format":"something"}', 'wrong.json')).toBe(false);
    expect(lab().problem).toMatch(/^wrong\.json: This offline dataset can't be used: its format/);
    expect(importDataset('no json', 'text.txt')).toBe(false);
    expect(lab().problem).toMatch(/text\.txt is not JSON/);
    expect(lab().dataset).toBe(before);
    expect(lab()).toMatchObject({ source: 'shipped', status: 'ready' });
  });

  test('a download that fails says so and can be tried again', async () => {
    await loadShipped('here', async () => Promise.reject(new Error('No connection.')));
    expect(lab()).toMatchObject({ status: 'failed', problem: 'No connection.' });
    await loadShipped('here', async () => text);
    expect(lab()).toMatchObject({ status: 'ready', problem: undefined });
  });
});

describe('a dataset that was made here', () => {
  const own = {
    ...whole,
    samples: samplesOf(whole, 'train')
      .slice(0, 24)
      .map((sample, i) => ({ ...sample, id: `own-${i + 1}` })),
  };
  const loadPage = () => loadShipped('x', async () => text, true);

  test('takes the place of the page’s, which comes back when both are joined', async () => {
    await loadPage();
    expect(await takeOwn(own)).toBe(true);
    expect(lab()).toMatchObject({ source: 'Your own prompts', problem: undefined });
    expect(lab().dataset?.samples).toHaveLength(24);
    expect(await takeOwn(own, loadPage)).toBe(true);
    expect(lab().dataset?.samples).toHaveLength(few.samples.length + 24);
  });

  test('that does not fit the page’s leaves that one there and says why', async () => {
    await loadPage();
    expect(await takeOwn({ ...own, target: 'other' }, loadPage)).toBe(false);
    expect(lab().problem).toMatch(/different models/);
    expect(lab()).toMatchObject({ source: 'shipped' });
    expect(lab().dataset?.samples).toHaveLength(few.samples.length);
  });

  test('is not joined when the page’s cannot be loaded', async () => {
    await loadPage();
    const offline = () => loadShipped('x', () => Promise.reject(new Error('Offline.')), true);
    await takeOwn(own);
    expect(await takeOwn(own, offline)).toBe(false);
    expect(lab()).toMatchObject({ source: 'Your own prompts', problem: 'Offline.' });
  });
});
