import type { TextRound } from '../../state/token-pieces.ts';
import { visibleSegments } from '../../state/visible-text.ts';
import { stateNames } from '../playground/names.ts';

/** One round laid open: what the draft proposed, and what the target made of it. */
export function RoundAnatomy({ round }: { readonly round: TextRound }) {
  const columns = Math.max(round.proposed.length, round.emitted.length);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <section className="anatomy" aria-label="The round, place by place" tabIndex={0}>
      <table>
        <caption className="visually-hidden">{`Round ${round.index + 1}, place by place`}</caption>
        <thead className="visually-hidden">
          <tr>
            <th scope="col">Who</th>
            {Array.from({ length: columns }, (_, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
              <th key={i} scope="col">{`Place ${i + 1}`}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">Draft proposes</th>
            {Array.from({ length: columns }, (_, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
              <Proposed key={i} round={round} place={i} />
            ))}
          </tr>
          <tr>
            <th scope="row">Target writes</th>
            {Array.from({ length: columns }, (_, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the place is the identity
              <Written key={i} round={round} place={i} />
            ))}
          </tr>
        </tbody>
      </table>
    </section>
  );
}

interface CellProps {
  readonly round: TextRound;
  readonly place: number;
}

function Proposed({ round, place }: CellProps) {
  const proposal = round.proposed[place];
  if (proposal === undefined) return <td className="anatomy-empty" />;
  const text = shownText(round.texts[proposal.token] ?? '');
  const verdict = { accepted: 'kept', rejected: 'refused', untested: 'never tested' }[proposal.verdict];
  return (
    <td data-verdict={proposal.verdict}>
      <span className="token" data-state={proposal.verdict === 'untested' ? undefined : proposal.verdict}>
        <span className="mark">{text}</span>
      </span>
      <small>{verdict}</small>
    </td>
  );
}

function Written({ round, place }: CellProps) {
  const emitted = round.emitted[place];
  if (emitted === undefined) return <td className="anatomy-empty" />;
  const text = shownText(round.texts[emitted.token] ?? '');
  return (
    <td>
      <span className="token" data-state={emitted.state}>
        <span className="mark">{text}</span>
      </span>
      <small>
        {emitted.state === 'accepted' ? 'the same' : stateNames[emitted.state].name.toLowerCase()}
      </small>
    </td>
  );
}

/** A token on its own, outside its text: without the space before it, and with white space made visible. */
function shownText(text: string): string {
  const body = text.trim();
  if (body !== '') return body;
  if (text === '') return '·';
  return visibleSegments(text)
    .map(segment => (segment.kind === 'newline' ? '↵' : '␣'))
    .join('');
}

/** A round in a sentence. */
export function describeRound({ index, proposed, tested, accepted, emitted }: TextRound): string {
  const tokens = `${emitted.length} ${emitted.length === 1 ? 'token' : 'tokens'}`;
  if (proposed.length === 0) return `Round ${index + 1}: nothing proposed, ${tokens} written.`;
  const untested = proposed.length - tested;
  const rest = untested > 0 ? `, ${untested} never tested` : '';
  return `Round ${index + 1}: ${proposed.length} proposed, ${accepted} kept${rest}; ${tokens} from one pass of the target.`;
}
