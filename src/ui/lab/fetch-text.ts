import type { FetchText } from '../../state/lab-dataset.ts';

/** Where the offline dataset lies on the site. */
export const datasetUrl = new URL('lab/offline-dataset.json', document.baseURI).href;

/** Fetches a text of the site and tells how much of it has come. @throws Error that says what to do */
export const fetchText: FetchText = async (url, onShare) => {
  const response = await fetch(url).catch(() => undefined);
  if (!response?.ok || response.body === null) {
    throw new Error('The offline dataset could not be loaded. Check the connection, then try again.');
  }
  const total = Number(response.headers.get('content-length') ?? 0);
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let [text, bytes] = ['', 0];
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return text + decoder.decode();
    text += decoder.decode(value, { stream: true });
    bytes += value.byteLength;
    // Compressed files tell the size of the compressed one.
    if (total > 0) onShare(Math.min(1, bytes / total));
  }
};
