/** Brings sample weights into a shape that broadcasts against what they weigh. */
import { fail, printShape } from '../ir/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

/**
 * The weights as `f32` with the rank of `values`: axes of size 1 are put behind, or taken away from there. So one weight per
 * sample, `[batch]` or `[batch, 1]`, weighs whatever a sample holds.
 *
 * @throws BernoulliError `SHAPE` when the sizes then do not meet.
 */
export function fitWeight(who: string, weight: Tensor, values: Tensor): Tensor {
  let shape = [...weight.shape];
  while (shape.length > values.rank && shape.at(-1) === 1) shape = shape.slice(0, -1);
  while (shape.length < values.rank) shape.push(1);
  const meets = shape.length === values.rank && shape.every((n, i) => n === values.shape[i] || n === 1);
  if (!meets)
    fail('SHAPE', {
      who,
      what: `sample weights must fit the shape ${printShape(values.shape)} of what they weigh`,
      received: printShape(weight.shape),
    });
  return weight.cast('f32').reshape(shape);
}
