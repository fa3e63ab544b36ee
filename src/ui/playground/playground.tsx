import './playground.css';
import './stage.css';
import { Composer } from './composer.tsx';
import { DeviceCard } from './device-card.tsx';
import { Figures } from './figures.tsx';
import { ModelBar } from './model-bar.tsx';
import { Output } from './output.tsx';
import { Rounds } from './rounds.tsx';
import { TokenInspector } from './token-inspector.tsx';
import { usePlaybackClock } from './use-playback-clock.ts';
import { Why } from './why.tsx';

/** A prompt, its answer, and everything about how the answer came to be. */
export function Playground() {
  usePlaybackClock();
  return (
    <>
      <ModelBar />
      <div className="stage">
        <Figures />
        <Output />
        <TokenInspector />
        <Rounds />
      </div>
      <div className="side">
        <Composer />
        <Why />
        <DeviceCard />
      </div>
    </>
  );
}
