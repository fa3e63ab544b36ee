import { memo } from 'react';
import type { RoundView } from '../../state/run-view.ts';
import type { TokenPiece } from '../../state/token-pieces.ts';
import { controlLabel, type TextSegment, visibleSegments } from '../../state/visible-text.ts';

/** Text with its invisible characters shown. Only ever text: markup in it stays text. */
export function VisibleText({ text }: { readonly text: string }) {
  const segments = visibleSegments(text);
  // biome-ignore lint/suspicious/noArrayIndexKey: segments of one text never change place
  return segments.map((segment, i) => <Segment key={i} segment={segment} />);
}

function Segment({ segment }: { readonly segment: TextSegment }) {
  switch (segment.kind) {
    case 'text':
      return segment.text;
    case 'newline':
      return <span className="newline">{'\n'}</span>;
    case 'control':
      return (
        <span className="control" title="invisible character">
          {controlLabel(segment.text)}
        </span>
      );
  }
}

interface RoundTokensProps {
  readonly view: RoundView;
  readonly hidden: boolean;
  readonly current: boolean;
  /** Index of the selected piece, or -1. */
  readonly selected: number;
}

/** The tokens of one round. Rendered again only when something of this round changes. */
export const RoundTokens = memo(function RoundTokens({ view, hidden, current, selected }: RoundTokensProps) {
  return (
    <span
      className="round"
      data-round={view.round.index}
      data-hidden={hidden || undefined}
      data-current={current || undefined}
    >
      {view.pieces.map((piece, i) => (
        <Token
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of a round never change place
          key={i}
          piece={piece}
          place={i}
          selected={selected === i}
        />
      ))}
    </span>
  );
});

/** A control token by its name, or a dot for one that holds only part of a character (its bytes are in the inspector). */
function Textless({ label }: { readonly label: string }) {
  if (label === '' || label.startsWith('<0x')) return <span className="part">·</span>;
  return <span className="control">{label}</span>;
}

interface TokenProps {
  readonly piece: TokenPiece;
  readonly place: number;
  readonly selected: boolean;
}

/** One token with its mark. */
export function Token({ piece, place, selected }: TokenProps) {
  const { state, text } = piece;
  // Marks belong to words, not to the spaces between them: that keeps neighbours apart.
  const body = text.trimStart();
  const lead = text.slice(0, text.length - body.length);
  const blank = body === '';
  return (
    <span
      className="token"
      data-piece={place}
      data-state={state}
      data-selected={selected || undefined}
      aria-hidden={state === 'rejected' || undefined}
    >
      {blank ? null : <VisibleText text={lead} />}
      <span className="mark" data-blank={blank || undefined}>
        {text === '' ? <Textless label={piece.label} /> : <VisibleText text={blank ? text : body} />}
      </span>
    </span>
  );
}
