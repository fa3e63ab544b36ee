import { LibraryClient } from '../../engine/library-client.ts';
import { createLibraryActions } from '../../state/library-actions.ts';
import { draftsManifest, modelFolder } from '../places.ts';

/** The library's actions. Its worker starts with the first of them. */
export const library = createLibraryActions(
  new LibraryClient({ manifests: [`${modelFolder}manifest.json`, draftsManifest] }),
  typeof navigator.storage?.persist === 'function' ? navigator.storage : undefined,
);
