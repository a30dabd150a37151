/** What is left when sides are cut off. */
import { fail, printShape, sizeFrom } from '../../ir/index.ts';
import type { Tensor } from '../../tracing/tensor.ts';
import { sidesOf, type Sides } from './sides.ts';

/** @throws BernoulliError `SHAPE` when nothing is left. */
export function crop(who: string, x: Tensor, sides: Sides, axes: 1 | 2 | 3): Tensor {
  const [before, after] = sidesOf(who, sides, axes, x.shape);
  const sizes = x.shape.map((size, i) => sizeFrom(size, { plus: -before[i]! - after[i]! }));
  if (sizes.some((size, i) => x.shape[i]! >= 0 && size < 1))
    fail('SHAPE', { who, what: 'nothing is left of the input', received: printShape(x.shape) });
  return x.slice(before, sizes);
}
