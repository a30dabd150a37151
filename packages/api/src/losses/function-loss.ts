/** A plain function of labels and predictions as a loss. */
import { fail, printShape } from '../ir/index.ts';
import { Tensor } from '../tracing/tensor.ts';
import { ReducedLoss } from './reduced-loss.ts';

/**
 * A loss as a function: of labels and predictions, with rows along the first axis, to one loss for each sample (`[batch]`), or to several
 * (`[batch, …]`) that are averaged. Its name is what a stored model calls it.
 */
export interface LossFunction {
  (yTrue: Tensor, yPred: Tensor): Tensor;
  /** What it reads: `values`, `f32` of the shape of the prediction, the default; or `classes`, class numbers, `i32 [batch]`. */
  readonly labels?: 'classes' | 'values';
}

/** What the function gives for each sample, weighted and reduced as usual. */
export class FunctionLoss extends ReducedLoss {
  readonly className: string;
  readonly labels: 'classes' | 'values';
  readonly own: LossFunction;

  /** @param name what a file calls it, where it was handed in under that */
  constructor(own: LossFunction, name = own.name || 'lossFunction') {
    super({ name, reduction: 'sumOverBatchSize' });
    this.className = name;
    this.labels = own.labels ?? 'values';
    this.own = own;
    if (this.labels !== 'classes' && this.labels !== 'values')
      fail('CONFIG', { who: name, what: 'labels must be classes or values', received: this.labels });
  }

  perSample(yTrue: Tensor, yPred: Tensor): Tensor {
    return perRow(this.className, 'loss', this.own(yTrue, yPred), yPred);
  }
}

/**
 * What a function of the user's own gave, if it can be weighed row by row.
 *
 * @throws BernoulliError `CONFIG`, `DTYPE` or `SHAPE` for anything but an `f32` tensor with a value for each row.
 */
export function perRow(who: string, kind: string, value: unknown, yPred: Tensor): Tensor {
  if (!(value instanceof Tensor))
    fail('CONFIG', { who, what: `a ${kind} function must return a tensor`, received: typeof value });
  if (value.dtype !== 'f32')
    fail('DTYPE', { who, what: `a ${kind} function must return f32`, received: value.dtype, hint: "Use cast('f32')" });
  if (value.rank === 0 || value.shape[0] !== yPred.shape[0])
    fail('SHAPE', {
      who,
      what: `a ${kind} function must return a value for each of the ${yPred.shape[0]} rows`,
      received: printShape(value.shape),
      hint: 'Average over the last axis only, with mean(-1): rows are weighed and averaged afterwards',
    });
  return value;
}

/** Fails for a class where a function, or an object of the class, is meant: `new` was forgotten. */
export function requireFunction<F>(kind: string, own: F & { readonly name: string }): F {
  if (Object.getOwnPropertyDescriptor(own, 'prototype')?.writable === false)
    fail('CONFIG', { who: kind, what: `${own.name} is a class`, hint: `Hand in new ${own.name}()` });
  return own;
}
