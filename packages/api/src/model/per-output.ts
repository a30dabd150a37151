/** The type of what a model gives for each of its outputs. */
import type { Tensor } from '../tracing/tensor.ts';
import type { Model } from './model.ts';

/** What a function of the data gives: a value, or one for each output of a model that returns a record; either, for any model. */
export type PerOutput<M extends Model, T> =
  ReturnType<M['call']> extends Tensor
    ? T
    : Tensor extends ReturnType<M['call']>
      ? T | Readonly<Record<string, T>>
      : { readonly [name in keyof ReturnType<M['call']>]: T };
