import { decodeLab, encodeLab, type LabSettings } from './lab-link.ts';
import { useLabStore } from './lab-store.ts';
import { replaceQuery, useRouteStore } from './route.ts';

const { setState, getState } = useLabStore;

/** Changes settings, and the address with them. */
export function setLab(change: Partial<LabSettings>): void {
  const settings = { ...getState().settings, ...change };
  setState({ settings });
  replaceQuery('lab', encodeLab(settings));
}

/** Takes the settings of the address, now and whenever it changes while the Lab is open. @returns how to stop */
export function followLabLink(): () => void {
  let last: string | undefined;
  const follow = (): void => {
    const { room, query } = useRouteStore.getState();
    if (room !== 'lab' || query === last) return;
    last = query;
    if (query === encodeLab(getState().settings)) return;
    // Who comes back by the navigation finds the Lab as it was.
    if (query === '') {
      setLab({});
      return;
    }
    const settings = decodeLab(query);
    if (settings === undefined)
      setState({ problem: 'This link to the Lab can’t be read: another version of the page made it.' });
    else setState({ settings });
  };
  follow();
  return useRouteStore.subscribe(follow);
}
