import './offline.css';

/** How often an open page asks whether there is a new version, milliseconds. */
const askEvery = 60 * 60 * 1000;

/**
 * Lets the browser keep the page for the next visit without a network, and says when another version of it is ready. That one
 * waits: nothing is reloaded before a person asks for it, so no run is ever lost. Starts after the page has loaded, in built pages only.
 */
function keepOffline(): void {
  const { serviceWorker } = navigator;
  if (serviceWorker === undefined || !import.meta.env.PROD) return;
  const start = async (): Promise<void> => {
    try {
      const address = new URL('service-worker.js', document.baseURI);
      const registration = await serviceWorker.register(address, { updateViaCache: 'none' });
      watch(registration);
      setInterval(() => void registration.update().catch(() => undefined), askEvery);
    } catch {
      // A private window, a full disk, a host that does not serve the file: the page works, with a network.
    }
  };
  if (document.readyState === 'complete') void start();
  else addEventListener('load', () => void start(), { once: true });
}

function watch(registration: ServiceWorkerRegistration): void {
  const offer = (worker: ServiceWorker | null): void => {
    // The first version that comes has nothing to replace.
    if (worker?.state === 'installed' && navigator.serviceWorker.controller !== null) showNote(worker);
  };
  offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => offer(installing));
  });
}

function showNote(worker: ServiceWorker): void {
  document.querySelector('.update-note')?.remove();
  const note = document.createElement('section');
  note.className = 'update-note';
  note.setAttribute('aria-label', 'New version');
  const text = document.createElement('p');
  text.setAttribute('role', 'status');
  const reload = button('Reload to update', () => {
    reload.disabled = true;
    // Once it has taken over, the page is the new one's.
    navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
    worker.postMessage('take-over');
  });
  const later = button('Later', () => note.remove());
  note.append(text, reload, later);
  document.body.append(note);
  // Words that come into a status which is there already are read aloud.
  text.textContent = 'A new version of this page is ready.';
}

function button(label: string, onClick: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'button quiet';
  element.textContent = label;
  element.addEventListener('click', onClick);
  return element;
}

keepOffline();
