import { type ArmPrior, freshArm, type LinUcbArm, type LinUcbState } from './lin-ucb.ts';

/** A stored or exported policy. Numbers are written in full, so reading it back gives the same state. */
export interface LinUcbJson extends LinUcbState {
  readonly format: typeof format;
  readonly version: typeof version;
}

const format = 'draftpick-lin-ucb';
const version = 1;

/** The state as plain JSON data, with its format and version. */
export function linUcbToJson(state: LinUcbState): LinUcbJson {
  const { features, alpha, lambda, arms, updates, regret } = state;
  return { format, version, features, alpha, lambda, arms, updates, regret };
}

/**
 * Reads a state back. Nothing in `json` is trusted: every size, name and number is checked, and each A⁻¹ must be
 * symmetric, positive definite and not larger than 1/λ allows.
 * @param expected what this build works with. Features must agree exactly. Arms of this build that the state lacks start
 *   fresh from their prior; arms the state has and this build lacks are an error. The result has the arms in the build's order.
 *   For arms the state has, its own prior is kept: their evidence was weighed against it.
 * @throws Error whose message says what is wrong and what to do.
 */
export function linUcbFromJson(
  json: unknown,
  expected: { readonly features: readonly string[]; readonly arms: readonly ArmPrior[] },
): LinUcbState {
  const root = record(json, 'the policy');
  if (root.format !== format) fail(`its format is ${show(root.format)}, not "${format}"`);
  if (root.version !== version)
    fail(`its version is ${show(root.version)}; this build reads version ${version}`);
  const names = list(root.features, 'features');
  if (names.length !== expected.features.length || names.some((name, i) => name !== expected.features[i])) {
    fail(`it was learnt on other features (${show(names)})`);
  }
  const alpha = number(root.alpha, 'alpha', 0);
  const lambda = number(root.lambda, 'lambda', Number.MIN_VALUE);
  const size = names.length;
  const stored = list(root.arms, 'arms').map(value => readArm(value, size, lambda));
  const ids = stored.map(arm => arm.id);
  if (new Set(ids).size < ids.length) fail('an arm occurs twice');
  const unknown = ids.find(id => !expected.arms.some(arm => arm.id === id));
  if (unknown !== undefined) fail(`this build has no arm ${show(unknown)}`);
  return {
    features: [...expected.features],
    alpha,
    lambda,
    arms: expected.arms.map(arm => stored.find(({ id }) => id === arm.id) ?? freshArm(arm, size, lambda)),
    updates: count(root.updates, 'updates'),
    regret: number(root.regret, 'regret', 0),
  };
}

function readArm(value: unknown, size: number, lambda: number): LinUcbArm {
  const arm = record(value, 'an arm');
  const id = arm.id;
  if (typeof id !== 'string' || id === '') return fail(`an arm has the id ${show(id)}`);
  const inverse = numbers(arm.inverse, size * size, `inverse of arm "${id}"`);
  const b = numbers(arm.b, size, `b of arm "${id}"`);
  const largest = (1 / lambda) * (1 + 1e-9);
  for (let i = 0; i < size; i++) {
    if ((inverse[i * size + i] ?? 0) > largest) fail(`inverse of arm "${id}" is larger than 1/lambda`);
    for (let j = 0; j < i; j++) {
      if (inverse[i * size + j] !== inverse[j * size + i]) fail(`inverse of arm "${id}" is not symmetric`);
    }
  }
  if (!isPositiveDefinite(inverse, size)) fail(`inverse of arm "${id}" is not positive definite`);
  return {
    id,
    prior: number(arm.prior, `prior of arm "${id}"`),
    pulls: count(arm.pulls, `pulls of arm "${id}"`),
    inverse,
    b,
  };
}

/** Whether a Cholesky factorisation of the symmetric row-major matrix succeeds. */
function isPositiveDefinite(matrix: readonly number[], size: number): boolean {
  const factor = new Float64Array(size * size);
  const at = (i: number, j: number) => factor[i * size + j] ?? 0;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j] ?? 0;
      for (let k = 0; k < j; k++) rest -= at(i, k) * at(j, k);
      if (i === j && !(rest > 0)) return false;
      factor[i * size + j] = i === j ? Math.sqrt(rest) : rest / at(j, j);
    }
  }
  return true;
}

function fail(cause: string): never {
  throw new Error(
    `This policy can't be used: ${cause}. Export it again from the version that made it, or reset the policy.`,
  );
}

function record(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return fail(`${what} is not an object`);
  return value as Record<string, unknown>;
}

function list(value: unknown, what: string): readonly unknown[] {
  return Array.isArray(value) ? value : fail(`"${what}" is not a list`);
}

function number(value: unknown, what: string, least = -Number.MAX_VALUE): number {
  if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
  return fail(`${what} is ${show(value)}`);
}

function count(value: unknown, what: string): number {
  const read = number(value, what, 0);
  return Number.isSafeInteger(read) ? read : fail(`${what} is not a whole number`);
}

function numbers(value: unknown, length: number, what: string): number[] {
  const values = list(value, what);
  if (values.length !== length) fail(`${what} has ${values.length} numbers instead of ${length}`);
  return values.map(entry => number(entry, `an entry of ${what}`));
}

/** A short rendering for messages; also of values that JSON can't write. */
function show(value: unknown): string {
  const text =
    (typeof value === 'object' || typeof value === 'string' ? JSON.stringify(value) : undefined) ??
    String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
