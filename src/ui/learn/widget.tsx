import { type ReactNode, useId } from 'react';

interface WidgetProps {
  readonly title: string;
  /** The state of the widget in words: a caption for everybody, and all that a screen reader needs. */
  readonly say: ReactNode;
  /** Sliders and choices; they stand above the picture. */
  readonly controls?: ReactNode;
  /** Where figures come from. */
  readonly source?: ReactNode;
  /** What explains marks and colours. */
  readonly legend?: ReactNode;
  readonly children: ReactNode;
}

/** The frame of every widget: what it is, its controls, its picture, and what it shows in words. */
export function Widget({ title, say, controls, source, legend, children }: WidgetProps) {
  const id = useId();
  return (
    <figure className="widget" aria-labelledby={id}>
      <p id={id} className="widget-title">
        {title}
      </p>
      {controls !== undefined && controls !== false && <div className="widget-controls">{controls}</div>}
      <div className="widget-picture">{children}</div>
      <figcaption className="widget-say">
        <div role="status">{say}</div>
      </figcaption>
      {legend}
      {source !== undefined && <p className="widget-source">{source}</p>}
    </figure>
  );
}
