/** What a regularizer is: a price on the size of a weight, added to the loss. */
import type { Tensor } from '../tracing/tensor.ts';

/** A price on the size of a weight. */
export interface Regularizer {
  readonly className: string;
  /** The price of `w`, an `f32` scalar. */
  penalty(w: Tensor): Tensor;
  getConfig(): Record<string, unknown>;
}
