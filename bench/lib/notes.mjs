/** Sentences that stand with the figures: what they were measured on, beyond the machine's name. */

const megabytes = bytes => `${(bytes / 1e6).toFixed(0)} MB`;

/** Where the target ran, and why there. */
export const backendNote = ({ backend, backendReason }) =>
  `The target runs on the ${backend === 'cpu' ? 'CPU' : 'GPU'}. ${backendReason}`;

/** What drafting on top can bring depends on this more than on anything else. */
export function passesNote({ cost: { targetMs } }) {
  const passes = targetMs.map(ms => ms.toFixed(ms < 10 ? 2 : 1)).join(', ');
  return `Passes of the target over 1 to ${targetMs.length} tokens took ${passes} ms when it was loaded.`;
}

/** @param resident bytes of the renderer with page, worker and model, where the system tells them */
export const memoryNote = ({ memoryBytes, backend }, resident) =>
  `Memory: ${backend === 'cpu' ? 'WebAssembly' : 'GPU'} ${megabytes(memoryBytes)}` +
  (resident ? `; page, worker and model together ${megabytes(resident)} resident.` : '.');

/** Times a choice of the policy for the longest of the prompts. */
export async function choiceNote(product, prompts) {
  const longest = prompts.reduce((most, { prompt }) => (prompt.length > most.length ? prompt : most), '');
  const ms = await product.choiceMs({ prompt: longest });
  return `Choosing a draft for the longest prompt (${longest.length} characters) takes ${ms.toFixed(3)} ms in the page.`;
}

/** When the GPU was lost on the way: rows before and after were not measured on the same backend. */
export const movedNote = ({ backend, backendReason }) =>
  `The GPU was lost during the run; since then the target runs on the ${backend === 'cpu' ? 'CPU' : 'GPU'}. ${backendReason} Rows from before and after do not compare.`;

/**
 * Said before a run on WebGPU begins.
 * @param gpu what the page read of the adapter, or why there is none
 * @returns undefined for a real GPU, and where there is no adapter: loading says that
 */
export function softwareGpuNote(gpu) {
  if (typeof gpu === 'string' || !gpu.software) return undefined;
  return `The WebGPU adapter (${gpu.name}) is a program, not a GPU: the model runs and the text is right, but a single prompt can take many minutes.`;
}
