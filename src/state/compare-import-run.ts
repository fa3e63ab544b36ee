import type { TokenState } from '../core/decode-event.ts';
import type { GenerateEvent, GenerateRequest, TokenTexts } from '../engine/engine.ts';
import { list, milliseconds, plainText, record, whole } from './bounded-json.ts';
import { stateOf } from './compare-file.ts';
import { mostTokens } from './compare-settings.ts';
import { appendEvents, emptyRun, type RunView } from './run-view.ts';
import { limits } from './settings.ts';

const longestText = 20_000;

/** The texts of a prompt's tokens, by token. @throws Error that says what is wrong */
export function readTexts(value: unknown): TokenTexts {
  const texts: Record<number, string> = {};
  for (const [token, text] of Object.entries(record(value, '“texts”'))) {
    if (!/^\d{1,7}$/.test(token)) throw new Error('“texts” has a key that is no token');
    texts[Number(token)] = plainText(text, 'a token’s text', 1000);
  }
  return texts;
}

const reasons = ['eos', 'max-tokens', 'stop-string', 'context-full'] as const;

/** One run of a comparison's file. @throws Error that says what is wrong and in which round */
export function readRun(value: unknown, request: GenerateRequest, texts: TokenTexts): RunView {
  const run = record(value, 'it');
  const [promptTokens, reusedTokens, prefillMs] = list(run.prefill, '“prefill”', 3);
  const events: GenerateEvent[] = [
    {
      type: 'prefill',
      promptTokens: whole(promptTokens, 'the prompt’s tokens', 1e6),
      reusedTokens: whole(reusedTokens, 'the reused tokens', 1e6),
      prefillMs: milliseconds(prefillMs),
    },
  ];
  let at = 0;
  for (const [index, round] of list(run.rounds, '“rounds”', mostTokens + 1).entries()) {
    const event = readRound(round, index, at, texts);
    at += event.emitted.length;
    if (at > request.maxTokens) throw new Error('it has more tokens than its settings allow');
    events.push(event);
  }
  const [reason, decodeMs, text] = list(run.done, '“done”', 3);
  const known = reasons.find(each => each === reason);
  if (known === undefined) throw new Error('its end is unknown');
  events.push({
    type: 'done',
    reason: known,
    tokens: at,
    rounds: events.length - 1,
    decodeMs: milliseconds(decodeMs),
    text: plainText(text, 'its last text', longestText),
  });
  return appendEvents(emptyRun(request), events);
}

function readRound(value: unknown, index: number, at: number, texts: TokenTexts) {
  const where = `round ${index + 1}`;
  const fields = list(value, where, 8);
  const [draftMs, verifyMs, overheadMs] = fields.slice(4, 7).map(milliseconds);
  const proposed = list(fields[0], where, limits.maxDraft.max).map(token => readToken(token, texts));
  const emitted = list(fields[3], where, limits.maxDraft.max + 1).map(token => readToken(token, texts));
  const tested = whole(fields[1], `${where}: tested`, proposed.length);
  const accepted = whole(fields[2], `${where}: accepted`, tested);
  if (draftMs === undefined || verifyMs === undefined || overheadMs === undefined) {
    throw new Error(`${where} is incomplete`);
  }
  // A stop condition may cut what was accepted, down to nothing, but never lengthen it.
  if (emitted.length > accepted + 1) throw new Error(`${where} writes more than it accepted`);
  // The file holds no probabilities: what was not measured here is NaN, never 0.
  return {
    type: 'round' as const,
    index,
    at,
    proposed: proposed.map((token, i) => ({
      token,
      verdict:
        i < accepted ? ('accepted' as const) : i < tested ? ('rejected' as const) : ('untested' as const),
      confidence: Number.NaN,
    })),
    tested,
    accepted,
    emitted: emitted.map((token, i) => ({
      token,
      state: stateOf(i, accepted, proposed.length) satisfies TokenState,
      p: Number.NaN,
      top: [],
      logSumExp: 0,
    })),
    draftMs,
    verifyMs,
    overheadMs,
    text: plainText(fields[7], where, longestText),
    texts,
  };
}

function readToken(value: unknown, texts: TokenTexts): number {
  const token = whole(value, 'a token', 1e7);
  if (texts[token] === undefined) throw new Error(`the text of token ${token} is missing`);
  return token;
}
