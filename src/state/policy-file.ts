import { featureNames } from '../core/policy/features.ts';
import { emptyGuard, type GuardState, guardFromJson } from '../core/policy/guard.ts';
import type { LinUcbState } from '../core/policy/lin-ucb.ts';
import { linUcbFromJson, linUcbToJson } from '../core/policy/lin-ucb-json.ts';
import { priorsFor } from '../core/policy/trained-policy.ts';
import { armIds } from '../engine/arms.ts';
import { fresh, movedTo, trained } from './policy-beginning.ts';
import { embeddedSubject, type PolicySubject } from './policy-subject.ts';

/** What this build reads: its features, and its arms with what is expected of those a policy lacks. */
const expected = { features: featureNames, arms: priorsFor(trained, armIds) };

/** What there is to keep of a target's policy. */
export interface PolicyContent {
  readonly policy: LinUcbState;
  /** Arms that were measured to be slower than no draft on prompts of a kind. */
  readonly guard: GuardState;
  /** What it was made from, when that is not the page's own offline policy: a name from the Lab. */
  readonly origin: string | undefined;
}

/** A policy as JSON: its own fields, and beside them what they ignore. */
export function policyToJson(subject: PolicySubject, { policy, guard, origin }: PolicyContent): object {
  return {
    ...linUcbToJson(policy),
    guard,
    ...(subject.embedded ? {} : { target: subject.id }),
    ...(origin === undefined ? {} : { origin }),
  };
}

/** Longest name of an origin that is taken over. */
const longestOrigin = 120;

/**
 * A stored or exported policy. What was learnt moves on to this build's beginning on this machine, with nothing lost; a policy that
 * was trained elsewhere (it has an origin) keeps its own.
 * @throws Error that says why it cannot be used for this target
 */
export function policyFromJson(json: unknown, subject: PolicySubject): PolicyContent {
  const policy = linUcbFromJson(json, expected);
  const { guard, origin, target } = json as { guard?: unknown; origin?: unknown; target?: unknown };
  if ((target ?? embeddedSubject.id) !== subject.id) {
    const other = typeof target === 'string' ? target.slice(0, longestOrigin) : embeddedSubject.name;
    throw new Error(`This policy is about another model (${other}). Load that model, then import it again.`);
  }
  return {
    policy: origin === undefined ? movedTo(policy, fresh(subject)) : policy,
    guard: guard === undefined ? emptyGuard : guardFromJson(guard),
    origin: typeof origin === 'string' ? origin.slice(0, longestOrigin) : undefined,
  };
}
