import { createContext, useContext } from 'react';
import type { Actions } from '../state/actions.ts';

/** What a person can do, for any component. */
export const ActionsContext = createContext<Actions | undefined>(undefined);

/** The actions. @throws Error outside the application. */
export function useActions(): Actions {
  const actions = useContext(ActionsContext);
  if (actions === undefined) throw new Error('actions are used outside their provider');
  return actions;
}
