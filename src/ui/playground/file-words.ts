import type { ArmFiles } from '../../state/draft-files.ts';
import { megabytes } from '../components/format.ts';

/** How near an arm's files are, behind its name in a list; empty where there is nothing to say. */
export function filesInShort({ state, bytes }: ArmFiles): string {
  switch (state) {
    case 'none':
    case 'unknown':
      return '';
    case 'absent':
      return 'not in this copy';
    case 'remote':
      return megabytes(bytes);
    case 'cached':
      return `${megabytes(bytes)}, cached`;
    case 'loaded':
      return `${megabytes(bytes)}, loaded`;
  }
}

/** The same as sentences; undefined where it is not known. */
export function filesInWords({ state, bytes, missing }: ArmFiles): string | undefined {
  switch (state) {
    case 'none':
      return 'No download.';
    case 'unknown':
      return undefined;
    case 'absent':
      return 'This copy of the page comes without its files.';
    case 'remote':
      return missing < bytes
        ? `The first run downloads ${megabytes(missing)}; the rest of its ${megabytes(bytes)} is here.`
        : `The first run downloads ${megabytes(bytes)}.`;
    case 'cached':
      return `${megabytes(bytes)}, in this browser’s cache: no download.`;
    case 'loaded':
      return `${megabytes(bytes)}, loaded.`;
  }
}
