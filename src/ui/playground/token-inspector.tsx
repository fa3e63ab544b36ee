import { usePlaybackStore } from '../../state/playback-store.ts';
import { select, useRunStore } from '../../state/run-store.ts';
import { roundsAt } from '../../state/run-view.ts';
import { stepSelection } from '../../state/selection.ts';
import { useSettingsStore } from '../../state/settings-store.ts';
import { tokenDetail } from '../../state/token-detail.ts';
import { closeToken } from './close-token.ts';
import { TokenPanel } from './token-panel.tsx';

/** Everything about the token that is selected on the stage. */
export function TokenInspector() {
  const selection = useRunStore(state => state.selection);
  const run = useRunStore(state => (state.selection === undefined ? undefined : state[state.selection.lane]));
  const withRejected = useSettingsStore(state => state.showRejected);
  const shown = usePlaybackStore(({ clockMs }) => (run === undefined ? 0 : roundsAt(run, clockMs)));
  const detail = selection && run && tokenDetail(run, selection);
  if (selection === undefined || run === undefined || detail === undefined) return null;
  const go = (key: string): void => {
    const next = stepSelection(run, shown, selection, key, withRejected);
    if (next !== undefined) select({ lane: selection.lane, ...next });
  };
  return <TokenPanel detail={detail} onStep={go} onClose={closeToken} />;
}
