/**
 * The controls of lessons in an address: `#/learn/<lesson>?k=4&agree=0.8&show=k`. Every widget names its controls; only what
 * differs from its initial value is written. `show` lists the controls that can be seen, so that a teacher can hand out a lesson
 * with some of them set and out of the way.
 */
import { numberOf } from './link-query.ts';

/** A number on a slider. */
export interface NumberControl {
  readonly kind: 'number';
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly initial: number;
}

/** One of a few. */
export interface ChoiceControl {
  readonly kind: 'choice';
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly initial: string;
}

/** Numbers that belong together, such as the bars of a distribution. */
export interface ListControl {
  readonly kind: 'list';
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** As many as there are values. */
  readonly initial: readonly number[];
}

export type ControlSpec = NumberControl | ChoiceControl | ListControl;
/** A widget's controls by their names in the address. */
export type ControlSpecs = Readonly<Record<string, ControlSpec>>;

/** What a control holds. */
export type ControlValue<S extends ControlSpec> = S extends NumberControl
  ? number
  : S extends ChoiceControl
    ? string
    : readonly number[];

export type ControlValues<S extends ControlSpecs> = { readonly [Name in keyof S]: ControlValue<S[Name]> };

/** Longest query that is read, in characters. */
export const longestQuery = 2000;

/** The name that is no control. */
const showKey = 'show';

/** Reads the controls. What is missing, broken or unknown has its initial value; numbers are clamped to their steps. */
export function readControls<S extends ControlSpecs>(query: string, specs: S): ControlValues<S> {
  const params = paramsOf(query);
  const entries = Object.entries(specs).map(([name, spec]) => [name, readControl(params.get(name), spec)]);
  return Object.fromEntries(entries) as ControlValues<S>;
}

/** The query with one control changed; everything else in it stays. */
export function writeControl(
  query: string,
  name: string,
  spec: ControlSpec,
  value: number | string | readonly number[],
): string {
  const params = paramsOf(query);
  const text = writeValue(spec, value);
  if (text === writeValue(spec, spec.initial)) params.delete(name);
  else params.set(name, text);
  return textOf(params);
}

/** The controls a link shows; undefined when it leaves that open, and all are. */
export function shownControls(query: string): ReadonlySet<string> | undefined {
  const text = paramsOf(query).get(showKey);
  return text === null ? undefined : new Set(text.split(',').filter(name => name !== ''));
}

/** The query with the list of visible controls; undefined leaves it open. */
export function writeShown(query: string, names: readonly string[] | undefined): string {
  const params = paramsOf(query);
  if (names === undefined) params.delete(showKey);
  else params.set(showKey, names.join(','));
  return textOf(params);
}

function paramsOf(query: string): URLSearchParams {
  return new URLSearchParams(query.length > longestQuery ? '' : query);
}

/** Commas and points stay readable: they need no escape in a fragment. */
function textOf(params: URLSearchParams): string {
  return params.toString().replaceAll('%2C', ',');
}

function readControl(text: string | null, spec: ControlSpec): number | string | readonly number[] {
  switch (spec.kind) {
    case 'number':
      return readNumber(text, spec, spec.initial);
    case 'choice':
      return spec.options.some(({ value }) => value === text) ? (text ?? spec.initial) : spec.initial;
    case 'list': {
      const parts = text?.split(',') ?? [];
      if (parts.length !== spec.initial.length) return spec.initial;
      return spec.initial.map((initial, i) => readNumber(parts[i] ?? null, spec, initial));
    }
  }
}

function readNumber(
  text: string | null,
  spec: Pick<NumberControl, 'min' | 'max' | 'step'>,
  fallback: number,
): number {
  const value = numberOf(text);
  if (!Number.isFinite(value)) return fallback;
  const { min, max, step } = spec;
  const stepped = min + Math.round((value - min) / step) * step;
  return rounded(Math.min(max, Math.max(min, stepped)));
}

function writeValue(spec: ControlSpec, value: number | string | readonly number[]): string {
  switch (spec.kind) {
    case 'number':
      return String(rounded(Number(value)));
    case 'choice':
      return String(value);
    case 'list':
      return (Array.isArray(value) ? value : []).map(entry => String(rounded(Number(entry)))).join(',');
  }
}

/** Without the dust of binary fractions: 0.30000000000000004 is 0.3. */
function rounded(value: number): number {
  return Number(value.toFixed(6));
}
