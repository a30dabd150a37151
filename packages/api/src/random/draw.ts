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

/**
 * Standard normal numbers of a shape, as a graph: the inverse of the normal distribution function, taken of one uniform number for each,
 * in the middle of its step of 2⁻²³. So they are symmetric around 0, and end at ±5.4. Backends agree up to the rounding of `log` and
 * `sqrt`.
 *
 * Source: M. Giles, "Approximating the erfinv function", GPU Computing Gems Jade Edition (2012), in single precision.
 *
 * @example
 * ```ts
 * import { Tensor } from '@bernoulli/api';
 * import { GraphBuilder } from '@bernoulli/api/ir';
 * import { drawNormal } from '@bernoulli/api/random';
 * const b = new GraphBuilder();
 * const key = new Tensor(b, b.input('key', 'i32', [2]));
 * drawNormal(key, [32, 64]).shape; // => [32, 64]
 * ```
 */
export function drawNormal(key: Tensor, shape: Shape, rowOffset?: Tensor): Tensor {
  const x = centered(drawUniform(key, shape, rowOffset));
  // All of x, 1 − x and 1 + x are exact.
  const w = x.subFrom(1).mul(x.add(1)).log().neg();
  const slope = polynomial(center, w.sub(2.5)).where(w.less(5), polynomial(tail, w.sqrt().sub(3)));
  return x.mul(slope).mul(Math.SQRT2);
}

/** Uniform numbers of [0, 1) moved to the middles of their steps and stretched to (−1, 1), without rounding: symmetric around 0. */
export function centered(uniform: Tensor): Tensor {
  return uniform.mul(2).sub(1 - 2 ** -23);
}

function polynomial(coefficients: readonly number[], x: Tensor): Tensor {
  const [first, second, ...rest] = coefficients as [number, number, ...number[]];
  return rest.reduce((sum, c) => sum.mul(x).add(c), x.mul(first).add(second));
}

/** Of erf⁻¹(x) / x in w − 2.5 for w = −log(1 − x²) < 5, highest power first. */
const center = [
  2.81022636e-8, 3.43273939e-7, -3.5233877e-6, -4.39150654e-6, 2.1858087e-4, -1.25372503e-3, -4.17768164e-3,
  2.46640727e-1, 1.50140941,
];

/** The same in √w − 3 from there on. */
const tail = [
  -2.00214257e-4, 1.00950558e-4, 1.34934322e-3, -3.67342844e-3, 5.73950773e-3, -7.6224613e-3, 9.43887047e-3, 1.00167406,
  2.83297682,
];
