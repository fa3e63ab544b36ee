import type { FormEvent, KeyboardEvent } from 'react';
import { set, useSettingsStore } from '../../state/settings-store.ts';
import { useActions } from '../actions-context.tsx';

/** Goes on with the chat on stage. */
export function FollowUp() {
  const actions = useActions();
  const text = useSettingsStore(state => state.followUp);
  const send = (): void => void actions.start({ followUp: text });
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    send();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing) {
      event.preventDefault();
      send();
    }
  };
  return (
    <form className="follow-up" onSubmit={onSubmit}>
      <textarea
        aria-label="Follow-up"
        placeholder="Ask a follow-up"
        rows={1}
        value={text}
        onChange={event => set({ followUp: event.target.value })}
        onKeyDown={onKeyDown}
      />
      <button type="submit" className="button" disabled={text.trim() === ''}>
        Send follow-up
      </button>
    </form>
  );
}
