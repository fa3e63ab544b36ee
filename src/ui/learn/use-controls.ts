import { useEffect, useMemo } from 'react';
import { create } from 'zustand';
import {
  type ControlSpec,
  type ControlSpecs,
  type ControlValues,
  readControls,
  shownControls,
  writeControl,
} from '../../state/learn-link.ts';
import { replaceQuery, useRouteStore } from '../../state/route.ts';

/** The query of the lesson as it is now: the address bar follows after a pause, since browsers limit how often it may change. */
const useQueryStore = create<{ query: string }>(() => ({ query: lessonQuery() }));
useRouteStore.subscribe(() => useQueryStore.setState({ query: lessonQuery() }));

/** Controls of the lesson on the page, by name. */
export const useControlsOnPage = create<Readonly<Record<string, ControlSpec>>>(() => ({}));

let waiting: ReturnType<typeof setTimeout> | undefined;
const pauseMs = 250;

function lessonQuery(): string {
  const { room, query } = useRouteStore.getState();
  return room === 'learn' ? query : '';
}

/** The query as it stands in this moment. */
export function currentQuery(): string {
  return useQueryStore.getState().query;
}

function setControl(name: string, spec: ControlSpec, value: number | string | readonly number[]): void {
  const query = writeControl(currentQuery(), name, spec, value);
  useQueryStore.setState({ query });
  const lesson = useRouteStore.getState().path[0];
  clearTimeout(waiting);
  waiting = setTimeout(() => {
    if (useRouteStore.getState().path[0] === lesson) replaceQuery('learn', currentQuery());
  }, pauseMs);
}

/** What a control component needs. */
export interface BoundControl<S extends ControlSpec> {
  readonly name: string;
  readonly spec: S;
  readonly shown: boolean;
  set(
    value: S extends { kind: 'number' } ? number : S extends { kind: 'choice' } ? string : readonly number[],
  ): void;
}

export interface Controls<S extends ControlSpecs> {
  readonly values: ControlValues<S>;
  readonly bound: { readonly [Name in keyof S]: BoundControl<S[Name]> };
  /** Whether any of them can be seen. */
  readonly anyShown: boolean;
}

/** The controls of a widget: their values live in the lesson's address. @param specs the same object in every call */
export function useControls<const S extends ControlSpecs>(specs: S): Controls<S> {
  const query = useQueryStore(state => state.query);
  useEffect(() => {
    useControlsOnPage.setState(specs);
    return () => {
      const rest = Object.entries(useControlsOnPage.getState()).filter(([name]) => !(name in specs));
      useControlsOnPage.setState(Object.fromEntries(rest), true);
    };
  }, [specs]);
  const values = useMemo(() => readControls(query, specs), [query, specs]);
  const shown = useMemo(() => shownControls(query), [query]);
  const bound = useMemo(() => {
    const entries = Object.entries(specs).map(([name, spec]) => [
      name,
      {
        name,
        spec,
        shown: shown?.has(name) ?? true,
        set: (value: number | string | readonly number[]) => setControl(name, spec, value),
      },
    ]);
    return Object.fromEntries(entries) as Controls<S>['bound'];
  }, [specs, shown]);
  const anyShown = Object.values(bound).some(control => control.shown);
  return { values, bound, anyShown };
}
