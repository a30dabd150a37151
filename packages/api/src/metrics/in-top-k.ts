/** Whether the labelled class is among the k likeliest. */
import { isClass } from '../losses/is-class.ts';
import type { Tensor } from '../tracing/tensor.ts';

/**
 * 1 where fewer than k classes score above the labelled one, 0 elsewhere, as `f32` of the shape of `classes`. Classes that tie
 * with it do not push it out. A score that is no number counts as above.
 */
export function inTopK(classes: Tensor, yPred: Tensor, k: number): Tensor {
  const count = yPred.shape.at(-1)!;
  const own = yPred.where(isClass(classes, count), 0).sum(-1, true);
  const above = yPred.lessEqual(own).not().cast('f32').sum(-1);
  // A class number outside the axis labels nothing.
  const labelled = classes.greaterEqual(0).and(classes.less(count));
  return above.less(k).and(labelled).cast('f32');
}
