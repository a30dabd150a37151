/** Brings labels into the shape and dtype a loss or metric compares them in. */
import { fail, printShape, sameShape, type Shape } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

/**
 * Labels as `f32` of the shape of the prediction. A last axis of size 1 is added or taken away where only that is missing.
 *
 * @throws BernoulliError `SHAPE` when the shapes differ otherwise.
 */
export function alignValues(who: string, yTrue: Tensor, yPred: Tensor): Tensor {
  return reshaped(who, yTrue.cast('f32'), yPred.shape, yPred);
}

/**
 * Class numbers as `i32` of the shape of the prediction without its last axis. A last axis of size 1 is taken away.
 *
 * @throws BernoulliError `SHAPE` when the shapes differ otherwise, or the prediction has no axis of classes.
 */
export function alignClasses(who: string, yTrue: Tensor, yPred: Tensor): Tensor {
  if (yPred.rank === 0) fail('SHAPE', { who, what: 'the prediction must have an axis of classes', received: '[]' });
  return reshaped(who, yTrue.cast('i32'), yPred.shape.slice(0, -1), yPred);
}

function reshaped(who: string, labels: Tensor, shape: Shape, yPred: Tensor): Tensor {
  if (sameShape(labels.shape, shape)) return labels;
  if (sameShape(labels.shape, [...shape, 1]) || sameShape([...labels.shape, 1], shape)) return labels.reshape(shape);
  return fail('SHAPE', {
    who,
    what: `labels must have shape ${printShape(shape)} beside a prediction of shape ${printShape(yPred.shape)}`,
    received: printShape(labels.shape),
  });
}
