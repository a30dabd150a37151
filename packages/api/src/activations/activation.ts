/** What an activation is: a function of a tensor that keeps its shape. */
import type { Tensor } from '../tracing/tensor.ts';

/** A function of a tensor that keeps its shape. */
export type Activation = (x: Tensor) => Tensor;
