import type { GenerateRequest } from './engine.ts';

/** A greedy request, changed where a test cares. */
export function testRequest(change: Partial<GenerateRequest> = {}): GenerateRequest {
  return {
    messages: [{ role: 'user', content: 'x' }],
    arm: 'prompt-lookup',
    sampling: { temperature: 0, topK: 0, topP: 1, seed: 0 },
    maxTokens: 128,
    stopStrings: [],
    maxDraft: 7,
    fixedDraft: false,
    ...change,
  };
}
