/**
 * Whether a step may be taken. The whole question is whether the next state is finite, which is known only once it is there: a
 * backend that writes it over the old one then has to keep both. So it is asked only where the short one is answered with no:
 * whether all that the update is made from is of moderate size.
 */
import type { Constraint } from '../constraints/index.ts';
import type { GraphBuilder, Ref, TypedArray } from '../ir/index.ts';
import type { Optimizer } from '../optimizers/index.ts';

/**
 * Gradients up to 2⁴⁰, scalars of the optimizer up to 2¹⁰, and weights and slots up to 2⁴⁸ where they come from outside. By the
 * optimizers that stay finite a weight then moves by less than 2⁹⁸ in a step: 2²⁸ steps of the worst kind lie between it and ∞.
 */
const [GRADIENT, SCALAR, STATE] = [2 ** 40, 2 ** 10, 2 ** 48];

/** True where the loss and all of these are finite. */
export function isFiniteUpdate(b: GraphBuilder, loss: Ref | null, values: readonly Ref[]): Ref {
  // 0 for a number, NaN for what is none: no sum of numbers can overflow.
  const nothing = values.map((value) => b.reduceSum(b.mul(value, 0)));
  return b.isFinite(total(b, loss === null ? nothing : [loss, ...nothing]));
}

/** True where the loss is finite, and gradients, what layers put in the place of weights, and scalars are moderate. */
export function isModerateUpdate(b: GraphBuilder, loss: Ref, values: readonly Ref[], scalars: readonly Ref[]): Ref {
  const all = [...values, ...scalars.map((scalar) => b.mul(scalar, GRADIENT / SCALAR))];
  const squares = all.map((value) => b.reduceSum(b.mul(value, value)));
  return b.and(b.isFinite(loss), b.lessEqual(total(b, squares), GRADIENT ** 2));
}

function total(b: GraphBuilder, values: readonly Ref[]): Ref {
  return values.length === 0 ? b.scalar(0) : values.reduce((sum, next) => b.add(sum, next));
}

/** Whether the short question is enough for weights that move so. */
export function staysFinite(optimizer: Optimizer, constraints: readonly (Constraint | null | undefined)[]): boolean {
  return optimizer.staysFinite === true && constraints.every((c) => c == null || c.staysFinite === true);
}

/** Whether an update may start from such weights or slots. */
export function isModerateState(values: TypedArray): boolean {
  for (let i = 0; i < values.length; i++) if (!(Math.abs(values[i]!) <= STATE)) return false;
  return true;
}
