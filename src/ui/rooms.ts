import { type ComponentType, lazy } from 'react';
import type { RoomId } from '../state/route.ts';
import { Playground } from './playground/playground.tsx';

/** A room of the page. */
export interface Room {
  readonly id: RoomId;
  readonly name: string;
  readonly View: ComponentType;
}

/** Where everybody starts. */
const playground: Room = { id: 'playground', name: 'Playground', View: Playground };

const compare: Room = {
  id: 'compare',
  name: 'Compare',
  View: lazy(() => import('./compare/compare.tsx').then(({ Compare }) => ({ default: Compare }))),
};

const lab: Room = {
  id: 'lab',
  name: 'Lab',
  View: lazy(() => import('./lab/lab.tsx').then(({ Lab }) => ({ default: Lab }))),
};

const learn: Room = {
  id: 'learn',
  name: 'Learn',
  View: lazy(() => import('./learn/learn.tsx').then(({ Learn }) => ({ default: Learn }))),
};

const models: Room = {
  id: 'models',
  name: 'Models',
  View: lazy(() => import('./models/models.tsx').then(({ Models }) => ({ default: Models }))),
};

/** Every room there is, in the order of the navigation. Those beside the Playground are loaded when somebody goes there. */
export const rooms: readonly [Room, ...Room[]] = [playground, compare, lab, learn, models];
