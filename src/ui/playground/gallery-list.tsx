import { useRunStore } from '../../state/run-store.ts';
import { replacePrompt } from '../../state/settings-store.ts';
import { type Expectation, expectationNames, gallery } from './gallery.ts';

const order: readonly Expectation[] = ['wins', 'even', 'loses'];

function isExample(text: string): boolean {
  return gallery.some(({ prompt }) => prompt === text);
}

/** Puts the caret before the text, so that its beginning is what is seen. */
function showStart(): void {
  const field = document.getElementById('prompt');
  if (!(field instanceof HTMLTextAreaElement)) return;
  field.setSelectionRange(0, 0);
  field.scrollTop = 0;
  field.focus();
}

/** Prompts to try, grouped by what to expect of them. */
export function Gallery() {
  return (
    <div className="gallery">
      <h3 className="field-title">Examples</h3>
      {order.map(expectation => (
        <div key={expectation} className="gallery-group" data-expectation={expectation}>
          <h4>{expectationNames[expectation]}</h4>
          <ul>
            {gallery
              .filter(entry => entry.expectation === expectation)
              .map(entry => (
                <li key={entry.title}>
                  <button
                    type="button"
                    className="chip"
                    title={entry.because}
                    onClick={() => {
                      replacePrompt(entry.prompt, isExample);
                      useRunStore.setState({ error: undefined });
                      requestAnimationFrame(showStart);
                    }}
                  >
                    {entry.title}
                  </button>
                </li>
              ))}
          </ul>
        </div>
      ))}
    </div>
  );
}
