/** Distributions as graphs over `uniform`: what layers draw with. */
import { fail, type Shape } from '../ir/index.ts';
import { Tensor, type TensorLike } from '../tracing/tensor.ts';

/**
 * Uniform numbers in [0, 1) of a shape, as a graph: what a layer draws with. It is `uniform` where it runs.
 *
 * @param key `i32[2]`, as a dropout kind is handed it
 * @param rowOffset `i32` scalar, the number of the first row; without it rows count from 0
 * @example
 * ```ts
 * import { Tensor } from '@bernoulli/api';
 * import { GraphBuilder } from '@bernoulli/api/ir';
 * import { drawUniform } from '@bernoulli/api/random';
 * const b = new GraphBuilder();
 * const key = new Tensor(b, b.input('key', 'i32', [2]));
 * drawUniform(key, [32, 64]).shape; // => [32, 64]
 * ```
 */
export function drawUniform(key: Tensor, shape: Shape, rowOffset?: Tensor): Tensor {
  return new Tensor(key.b, key.b.uniform(key.ref, shape, rowOffset?.ref));
}

/**
 * `true` with probability p, as a graph: `uniform < p` with p rounded to `f32`. An array gives each unit of the last axis its own p; a
 * tensor of the graph may be any p that broadcasts against the shape. The probability that is drawn is `drawnProbability(p)`.
 *
 * @throws BernoulliError `SHAPE` when there is not one p for each unit.
 * @example
 * ```ts
 * import { Tensor } from '@bernoulli/api';
 * import { GraphBuilder } from '@bernoulli/api/ir';
 * import { drawBernoulli } from '@bernoulli/api/random';
 * const b = new GraphBuilder();
 * const key = new Tensor(b, b.input('key', 'i32', [2]));
 * drawBernoulli(key, [0.2, 0.8], [32, 2]).dtype; // => 'bool'
 * ```
 */
export function drawBernoulli(
  key: Tensor,
  p: TensorLike | readonly number[],
  shape: Shape,
  rowOffset?: Tensor,
): Tensor {
  const u = drawUniform(key, shape, rowOffset);
  if (typeof p === 'number' || p instanceof Tensor) return u.less(p);
  if (p.length !== shape.at(-1))
    fail('SHAPE', {
      who: 'bernoulli',
      what: `${p.length} probabilities need a last axis of that size`,
      received: shape,
    });
  return u.less(key.constant(Float32Array.from(p)));
}
