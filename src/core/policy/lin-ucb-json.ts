import { JsonReader, show } from '../json-reader.ts';
import { type ArmPrior, freshArm, type LinUcbArm, type LinUcbState, startInverse } from './lin-ucb.ts';
import { cholesky } from './linear-algebra.ts';

/**
 * A stored or exported policy. Numbers are written in full, so reading it back gives the same state. Arms that nothing was seen of
 * leave out their matrix, which is `start`, and their b, which is 0.
 */
export interface LinUcbJson extends Omit<LinUcbState, 'arms'> {
  readonly format: typeof format;
  readonly version: typeof version;
  readonly arms: readonly (Omit<LinUcbArm, 'inverse' | 'b'> & Partial<Pick<LinUcbArm, 'inverse' | 'b'>>)[];
}

const format = 'draftpick-lin-ucb';
const version = 2;
/** Version 1 had neither `start` nor `priorWeights`: every arm began with A = λI and no weights. */
const oldestVersion = 1;

/** The state as plain JSON data, with its format and version. */
export function linUcbToJson(state: LinUcbState): LinUcbJson {
  const arms = state.arms.map(({ id, prior, priorWeights, pulls, inverse, b }) =>
    pulls === 0 ? { id, prior, priorWeights, pulls } : { id, prior, priorWeights, pulls, inverse, b },
  );
  return { format, version, ...state, arms };
}

/**
 * Reads a state back. Nothing in `json` is trusted: every size, name and number is checked, and each A⁻¹ must be
 * symmetric, positive definite and not larger than 1/λ allows.
 * @param expected what this build works with. Features must agree exactly. Arms of this build that the state lacks start
 *   fresh from their prior; arms the state has and this build lacks are an error. The result has the arms in the build's order.
 *   For arms the state has, its own prior and prior weights are kept, and its `start` for all: their evidence was weighed
 *   against those. To move on to the build's own warm start, create a new state.
 * @throws Error whose message says what is wrong and what to do.
 */
export function linUcbFromJson(
  json: unknown,
  expected: { readonly features: readonly string[]; readonly arms: readonly ArmPrior[] },
): LinUcbState {
  const root = read.record(json, 'the policy');
  if (root.format !== format) fail(`its format is ${show(root.format)}, not "${format}"`);
  if (root.version !== version && root.version !== oldestVersion)
    fail(`its version is ${show(root.version)}; this build reads versions ${oldestVersion} and ${version}`);
  const names = read.list(root.features, 'features');
  if (names.length !== expected.features.length || names.some((name, i) => name !== expected.features[i])) {
    fail(`it was learnt on other features (${show(names)})`);
  }
  const alpha = read.number(root.alpha, 'alpha', 0);
  const lambda = read.number(root.lambda, 'lambda', Number.MIN_VALUE);
  const size = names.length;
  const old = root.version === oldestVersion;
  const start = old ? startInverse(size, lambda) : readInverse(root.start, size, lambda, 'start');
  const stored = read
    .list(root.arms, 'arms')
    .map(value => readArm(value, size, lambda, old ? undefined : start));
  const ids = stored.map(arm => arm.id);
  if (new Set(ids).size < ids.length) fail('an arm occurs twice');
  const unknown = ids.find(id => !expected.arms.some(arm => arm.id === id));
  if (unknown !== undefined) fail(`this build has no arm ${show(unknown)}`);
  return {
    features: [...expected.features],
    alpha,
    lambda,
    start,
    arms: expected.arms.map(arm => stored.find(({ id }) => id === arm.id) ?? freshArm(arm, start, size)),
    updates: count(root.updates, 'updates'),
    regret: read.number(root.regret, 'regret', 0),
  };
}

/** @param start what untried arms begin with; undefined in version 1, which writes their matrices and no prior weights */
function readArm(value: unknown, size: number, lambda: number, start?: readonly number[]): LinUcbArm {
  const arm = read.record(value, 'an arm');
  const id = arm.id;
  if (typeof id !== 'string' || id === '') return fail(`an arm has the id ${show(id)}`);
  const pulls = count(arm.pulls, `pulls of arm "${id}"`);
  const untried = start !== undefined && pulls === 0;
  const zeros = new Array<number>(size).fill(0);
  return {
    id,
    prior: read.number(arm.prior, `prior of arm "${id}"`),
    priorWeights:
      start === undefined ? zeros : numbers(arm.priorWeights, size, `priorWeights of arm "${id}"`),
    pulls,
    inverse: untried ? start : readInverse(arm.inverse, size, lambda, `inverse of arm "${id}"`),
    b: untried ? zeros : numbers(arm.b, size, `b of arm "${id}"`),
  };
}

/** The inverse of a matrix that is λI plus something positive. */
function readInverse(value: unknown, size: number, lambda: number, what: string): number[] {
  const inverse = numbers(value, size * size, what);
  const largest = (1 / lambda) * (1 + 1e-9);
  for (let i = 0; i < size; i++) {
    if ((inverse[i * size + i] ?? 0) > largest) fail(`${what} is larger than 1/lambda`);
    for (let j = 0; j < i; j++) {
      if (inverse[i * size + j] !== inverse[j * size + i]) fail(`${what} is not symmetric`);
    }
  }
  if (cholesky(inverse, size) === undefined) fail(`${what} is not positive definite`);
  return inverse;
}

function fail(cause: string): never {
  throw new Error(
    `This policy can't be used: ${cause}. Export it again from the version that made it, or reset the policy.`,
  );
}

const read = new JsonReader(fail);

function count(value: unknown, what: string): number {
  const whole = read.number(value, what, 0);
  return Number.isSafeInteger(whole) ? whole : fail(`${what} is not a whole number`);
}

function numbers(value: unknown, length: number, what: string): number[] {
  const values = read.list(value, what);
  if (values.length !== length) fail(`${what} has ${values.length} numbers instead of ${length}`);
  return values.map(entry => read.number(entry, `an entry of ${what}`));
}
