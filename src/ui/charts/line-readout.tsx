import type { SeriesStyle } from './series-style.ts';

interface LineReadoutProps {
  /** Place of the crosshair. */
  readonly left: number;
  /** Width of the chart. */
  readonly width: number;
  readonly title: string;
  readonly entries: readonly { readonly name: string; readonly value: string; readonly style: SeriesStyle }[];
}

/** The values under the crosshair, beside it. The slider says the same to those who listen. */
export function LineReadout({ left, width, title, entries }: LineReadoutProps) {
  const side = left > width / 2 ? { right: width - left + 12 } : { left: left + 12 };
  return (
    <div className="chart-readout" style={side} aria-hidden="true">
      <p>{title}</p>
      <ul>
        {entries.map(({ name, value, style }) => (
          <li key={name}>
            <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden="true" focusable="false">
              <path d={style.marker} style={{ fill: style.colour }} />
            </svg>
            <span>{name}</span>
            <span className="figure">{value}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
