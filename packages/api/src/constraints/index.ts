/** The constraints: their table, and the way to one by name. */
import { fromTable, toThing, type Saved } from '../config/registry.ts';
import type { Constraint } from './constraint.ts';
import { MaxNorm } from './max-norm.ts';
import { MinMaxNorm } from './min-max-norm.ts';
import { NonNeg } from './non-neg.ts';
import { UnitNorm } from './unit-norm.ts';

/** Every constraint under its class name. */
export const constraints = { MaxNorm, MinMaxNorm, NonNeg, UnitNorm } as const;

/**
 * The constraint itself, or the one that a name (`maxNorm`, `non_neg`) or a `{ className, config }` stands for; `null` for none.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else.
 */
export function getConstraint(constraint: string | Constraint | Saved | null | undefined): Constraint | null {
  if (constraint === null || constraint === undefined) return null;
  return toThing<Constraint>('constraint', constraints, constraint, ['apply', 'getConfig']);
}

/** Builds the constraint that `{ className, config }` describes, as `getConfig` gave it. */
export function constraintFromConfig(saved: Saved): Constraint {
  return fromTable<Constraint>('constraint', constraints, saved);
}

export type { Constraint } from './constraint.ts';
export { MaxNorm, type MaxNormConfig } from './max-norm.ts';
export { MinMaxNorm, type MinMaxNormConfig } from './min-max-norm.ts';
export { NonNeg } from './non-neg.ts';
export { UnitNorm, type UnitNormConfig } from './unit-norm.ts';
