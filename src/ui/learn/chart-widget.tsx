import type { ReactNode } from 'react';
import { ChartFrame, type ChartFrameProps } from '../charts/chart-frame.tsx';

interface ChartWidgetProps extends ChartFrameProps {
  readonly controls?: ReactNode;
  /** Where figures come from. */
  readonly source?: ReactNode;
}

/** A chart with controls, in the frame that all widgets have. Its summary says in words what the controls make of it. */
export function ChartWidget({ controls, source, ...frame }: ChartWidgetProps) {
  return (
    <div className="widget widget-chart">
      {controls !== undefined && controls !== false && <div className="widget-controls">{controls}</div>}
      <ChartFrame {...frame} />
      <p className="visually-hidden" role="status">
        {frame.summary}
      </p>
      {source !== undefined && <p className="widget-source">{source}</p>}
    </div>
  );
}
