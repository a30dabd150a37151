/** What an activation is: a function of a tensor, element by element or along an axis. */
import type { Tensor } from '../tracing/tensor.ts';

/** A function of a tensor. It keeps the shape, but for `glu`. */
export type ActivationFunction = (x: Tensor) => Tensor;
