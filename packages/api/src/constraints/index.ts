/** The constraints, and the way to one by name. */
import type { NameOf } from '../config/names.ts';
import { registry, type Saved } from '../config/registry.ts';
import * as constraints from './classes.ts';
import type { Constraint } from './constraint.ts';

/** The name of a constraint: its class's in camel case. */
export type ConstraintName = NameOf<typeof constraints>;

const registered = /* @__PURE__ */ registry<Constraint, ConstraintName>({
  kind: 'constraint',
  classes: constraints,
  methods: ['apply', 'getConfig'],
});

/** What may stand for a constraint: a name, the thing itself, its stored form, or `null` for none. */
export type ConstraintLike = ConstraintName | Constraint | Saved | null;

/**
 * The constraint itself, or the one that a name (`maxNorm`, `non_neg`) or a `{ className, config }` stands for; `null` for none.
 *
 * @throws BernoulliError `NAME` for an unknown name, with the names that exist; `CONFIG` for anything else.
 */
export function getConstraint(constraint: ConstraintLike | undefined): Constraint | null {
  return constraint === null || constraint === undefined ? null : registered.get(constraint);
}

/** Builds the constraint that `{ className, config }` describes, as `getConfig` gave it. */
export function constraintFromConfig(saved: Saved): Constraint {
  return registered.fromConfig(saved);
}

export * from './classes.ts';
export type { Constraint } from './constraint.ts';
/** Every constraint under its class name. */
export { constraints };
