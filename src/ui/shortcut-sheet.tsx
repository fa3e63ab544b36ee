import { Dialog } from '@base-ui/react/dialog';

interface Shortcut {
  readonly keys: readonly string[];
  readonly does: string;
}

/** What the keyboard does, by where the focus is. */
const sections: readonly { readonly where: string; readonly shortcuts: readonly Shortcut[] }[] = [
  {
    where: 'Anywhere',
    shortcuts: [
      { keys: ['?'], does: 'Show this sheet' },
      { keys: ['Esc'], does: 'Stop a run; else close what is open' },
    ],
  },
  {
    where: 'In the prompt',
    shortcuts: [{ keys: ['Ctrl or ⌘', 'Enter'], does: 'Run' }],
  },
  {
    where: 'On the rounds and on the text',
    shortcuts: [
      { keys: ['←', '→'], does: 'One round or token back or on' },
      { keys: ['Home', 'End'], does: 'To the first or last' },
      { keys: ['Enter'], does: 'Look into the token' },
    ],
  },
  {
    where: 'On charts',
    shortcuts: [{ keys: ['←', '→', '↑', '↓'], does: 'From value to value' }],
  },
];

/** What can be done with the keyboard. Loaded when it is first asked for. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog.Root open onOpenChange={open => open || onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="backdrop" />
        <Dialog.Popup className="dialog panel">
          <Dialog.Title className="dialog-title">Keyboard</Dialog.Title>
          {sections.map(({ where, shortcuts }) => (
            <section key={where}>
              <h3 className="field-title">{where}</h3>
              <dl className="shortcuts">
                {shortcuts.map(({ keys, does }) => (
                  <div key={does}>
                    <dt>
                      {keys.map(key => (
                        <kbd key={key}>{key}</kbd>
                      ))}
                    </dt>
                    <dd>{does}</dd>
                  </div>
                ))}
              </dl>
            </section>
          ))}
          <Dialog.Close className="button">Close</Dialog.Close>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
