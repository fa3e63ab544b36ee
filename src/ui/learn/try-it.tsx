import { encodeSettings } from '../../state/permalink.ts';
import { hrefOf } from '../../state/route.ts';
import { defaultSettings } from '../../state/settings.ts';
import { gallery } from '../playground/gallery.ts';

const titles = ['Repeat a paragraph', 'Write a class', 'Tell a story'];

/** Links into the Playground with a prompt filled in, raced against no draft. */
export function TryIt() {
  return (
    <ul className="try-it">
      {gallery
        .filter(({ title }) => titles.includes(title))
        .map(({ title, because, prompt }) => (
          <li key={title}>
            <a
              href={hrefOf({
                room: 'playground',
                query: encodeSettings({ ...defaultSettings, prompt, race: true }).hash,
              })}
            >
              {title}
            </a>
            <span>{because}</span>
          </li>
        ))}
    </ul>
  );
}
