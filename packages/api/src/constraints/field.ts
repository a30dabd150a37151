/** A constraint as a setting of a layer. */
import { thingField } from '../config/registry.ts';
import type { Field } from '../ir/index.ts';
import { getConstraint, type Constraint, type ConstraintLike } from './index.ts';

/** A constraint, or `null`, the default. */
export function constraint(): Field<ConstraintLike, Constraint | null> {
  return thingField<ConstraintLike, Constraint | null>('a constraint, its name, or null', getConstraint, null);
}
