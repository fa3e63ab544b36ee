import { createHash } from 'node:crypto';
import { afterEach, describe, expect, test } from 'vitest';
import { packNgramTable } from '../core/ngram-pack.ts';
import type { CpuModel } from '../models/cpu-model.ts';
import { DraftStore } from '../models/draft-store.ts';
import { kernelModule, loadCpuModel } from '../models/kernel-builds.test-helper.ts';
import { buildTinyModel } from '../models/tiny-model.ts';
import { DraftShelf } from './draft-shelf.ts';
import type { HistoryFile } from './history-file.ts';

const signal = new AbortController().signal;
const open: CpuModel[] = [];
afterEach(() => {
  for (const model of open.splice(0)) model.dispose();
});

/** A table that knows one thing: 9 follows 5 6. */
const table = packNgramTable({
  vocabulary: 272,
  buckets: 1,
  history: 0,
  priors: [0.9, 0.9],
  text: [5, 6, 9],
  orders: [{ length: 2, end: [2], token: [9], bucket: [0] }],
});

/** A place that `kept` shows the inside of. */
function memoryFile(kept: { bytes?: Uint8Array }): HistoryFile {
  return {
    read: async () => kept.bytes,
    write: async bytes => {
      kept.bytes = bytes;
    },
  };
}

/** A shelf over a tiny target; `fail` lets the first request for the table fail. */
async function shelf({ remember = true, fail = false, kept = {} as { bytes?: Uint8Array } } = {}) {
  const model = await loadCpuModel(buildTinyModel());
  open.push(model);
  const asked: string[] = [];
  let failures = fail ? 1 : 0;
  const sha256 = createHash('sha256').update(table).digest('hex');
  const draft = {
    id: 'ngram-general',
    type: 'ngram',
    file: 'ngram-general.bin',
    bytes: table.length,
    sha256,
  };
  const manifest = { format: 'draftpick-drafts', version: 1, target: 'tiny', drafts: [draft] };
  const fetch = async (url: URL): Promise<Response> => {
    asked.push(url.pathname);
    if (url.pathname.endsWith('.json')) return Response.json(manifest);
    return failures-- > 0 ? new Response('', { status: 503 }) : new Response(new Uint8Array(table));
  };
  const openStore = () =>
    DraftStore.open(new URL('https://example.test/manifest.json'), 'tiny', {
      fetch,
      caches: { open: () => Promise.reject(new Error('no storage')) },
    });
  const made = new DraftShelf({
    model,
    module: kernelModule('plain'),
    vocabulary: () => ({ tokens: [] }),
    threads: 1,
    openStore,
    targetMs: [4, 5, 6],
    history: remember ? memoryFile(kept) : undefined,
    now: () => 0,
    cool: () => {},
  });
  return { shelf: made, asked };
}

describe('the shelf of drafts', () => {
  test('downloads nothing for arms that need no file, and a file once', async () => {
    const { shelf: drafts, asked } = await shelf();
    for (const id of ['none', 'prompt-lookup', 'history'] as const) await drafts.arm(id, signal);
    expect(asked).toEqual([]);
    const { drafter } = await drafts.arm('ngram', signal);
    await drafts.arm('tables', signal);
    expect(asked).toEqual(['/manifest.json', '/ngram-general.bin']);
    expect((await drafter.propose([1, 5, 6], 1)).tokens).toEqual([9]);
  });

  test('tries again after a failed download', async () => {
    const { shelf: drafts } = await shelf({ fail: true });
    await expect(drafts.arm('ngram', signal)).rejects.toMatchObject({ code: 'download-failed' });
    expect((await drafts.arm('ngram', signal)).drafter.id).toBe('ngram');
  });
});

describe('what was generated', () => {
  const prompt = [1, 2, 3];
  const text = [...prompt, 40, 41, 42, 43, 44, 45];
  const guess = async (drafts: DraftShelf) => {
    const { drafter } = await drafts.arm('history', signal);
    return (await drafter.propose([7, 40, 41, 42, 43], 1)).tokens;
  };

  test('is known from the next prompt on, but not when the same prompt is run again', async () => {
    const { shelf: drafts } = await shelf();
    drafts.startText(prompt);
    drafts.finishText(prompt, text);
    drafts.startText(prompt);
    expect(await guess(drafts)).toEqual([]);
    drafts.startText([1, 2, 4]);
    expect(await guess(drafts)).toEqual([44]);
  });

  test('is known on the next visit', async () => {
    const kept = {};
    const { shelf: drafts } = await shelf({ kept });
    drafts.finishText(prompt, text);
    drafts.startText([1, 2, 4]);
    const { shelf: later } = await shelf({ kept });
    expect(await guess(later)).toEqual([]);
    await later.recall();
    expect(await guess(later)).toEqual([44]);
  });

  test('is passed over where it cannot be read, and learning goes on', async () => {
    const kept = { bytes: new Uint8Array(100) };
    const { shelf: drafts } = await shelf({ kept });
    await drafts.recall();
    expect(await guess(drafts)).toEqual([]);
    drafts.finishText(prompt, text);
    drafts.startText([1, 2, 4]);
    expect(kept.bytes.length).toBeGreaterThan(100);
  });

  test('is forgotten where nothing is to be remembered', async () => {
    const { shelf: drafts } = await shelf({ remember: false });
    drafts.startText(prompt);
    drafts.finishText(prompt, text);
    drafts.startText([1, 2, 4]);
    expect(await guess(drafts)).toEqual([]);
  });
});
