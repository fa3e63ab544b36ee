import { useEffect, useState } from 'react';
import { useEngineStore } from '../../state/engine-store.ts';
import { useRunStore } from '../../state/run-store.ts';
import { useActions } from '../actions-context.tsx';

/** Pause in typing before tokens are counted, milliseconds. */
const pause = 400;
/** Longer texts are counted when they are run, not while they are typed. */
const longest = 200_000;

/** Tokens of a prompt as a new chat, a moment after the last change; undefined while unknown. */
export function useTokenCount(prompt: string): number | undefined {
  const actions = useActions();
  const ready = useEngineStore(state => state.status === 'ready');
  const idle = useRunStore(state => state.phase === 'idle');
  const [counted, setCounted] = useState<{ readonly prompt: string; readonly tokens: number }>();
  useEffect(() => {
    if (!ready || !idle || prompt.trim() === '' || prompt.length > longest) return;
    let current = true;
    const timer = setTimeout(() => {
      void actions.countTokens([{ role: 'user', content: prompt }]).then(tokens => {
        if (current && tokens !== undefined) setCounted({ prompt, tokens });
      });
    }, pause);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [actions, ready, idle, prompt]);
  return counted?.prompt === prompt ? counted.tokens : undefined;
}
