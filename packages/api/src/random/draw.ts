/** Distributions as graphs over `uniform`: what layers draw with. */
import { fail, type Shape } from '../ir/index.ts';
import { Tensor } from '../tensor.ts';

/** Uniform numbers in [0, 1) of a shape. `rowOffset` is the number of the first row; without it rows count from 0. */
export function drawUniform(key: Tensor, shape: Shape, rowOffset?: Tensor): Tensor {
  return new Tensor(key.b, key.b.uniform(key.ref, shape, rowOffset?.ref));
}

/** `true` with probability p: `uniform < p` with p rounded to `f32`. An array gives each unit of the last axis its own p. */
export function drawBernoulli(key: Tensor, p: number | readonly number[], shape: Shape, rowOffset?: Tensor): Tensor {
  const u = drawUniform(key, shape, rowOffset);
  if (typeof p === 'number') return u.less(p);
  if (p.length !== shape.at(-1))
    fail('SHAPE', {
      who: 'bernoulli',
      what: `${p.length} probabilities need a last axis of that size`,
      received: shape,
    });
  return u.less(key.constant(Float32Array.from(p)));
}
