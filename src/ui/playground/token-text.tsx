import { memo } from 'react';
import type { RoundView } from '../../state/run-view.ts';
import { sameChunk, type TextChunk } from '../../state/text-chunks.ts';
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

interface ChunkTokensProps {
  readonly chunk: TextChunk;
  /** How many of its rounds are shown; the others keep their place. */
  readonly shown: number;
  /** Place of the current round in the chunk, or -1. */
  readonly current: number;
  /** Index of the round with the selected piece, and the index of that piece; -1 for none in this chunk. */
  readonly selectedRound: number;
  readonly selectedPiece: number;
}

/** The tokens of a stretch of rounds. Rendered again only when something in it changes, however long the run is. */
export const ChunkTokens = memo(
  function ChunkTokens({ chunk, shown, current, selectedRound, selectedPiece }: ChunkTokensProps) {
    return (
      <span className="chunk" data-paragraph={chunk.isParagraph || undefined}>
        {chunk.rounds.map((view, i) => (
          <RoundTokens
            key={view.round.index}
            view={view}
            hidden={i >= shown}
            current={i === current}
            selected={view.round.index === selectedRound ? selectedPiece : -1}
          />
        ))}
      </span>
    );
  },
  (before, after) =>
    sameChunk(before.chunk, after.chunk) &&
    before.shown === after.shown &&
    before.current === after.current &&
    before.selectedRound === after.selectedRound &&
    before.selectedPiece === after.selectedPiece,
);

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
  const marked = blank ? text : body;
  // A line break at its end stands behind the mark, which would end on the next line otherwise.
  const breaks = marked.endsWith('\n');
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
        {text === '' ? (
          <Textless label={piece.label} />
        ) : (
          <VisibleText text={breaks ? marked.slice(0, -1) : marked} />
        )}
        {breaks && <span className="newline" />}
      </span>
      {breaks && '\n'}
    </span>
  );
}
