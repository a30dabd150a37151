/** What a constraint is: a projection of a weight, made after each update. */
import type { Tensor } from '../tracing/tensor.ts';

/** A projection of a weight onto the set it must stay in. */
export interface Constraint {
  readonly className: string;
  /** True where a finite weight never becomes one that is not. Left out, the weight is looked at after each step. */
  readonly staysFinite?: boolean;
  /** The projected weight, of the same shape. */
  apply(w: Tensor): Tensor;
  getConfig(): Record<string, unknown>;
}
