/** Random yes or no. */
import { fail, type Key, type Shape } from '../ir/index.ts';
import { uniform } from './uniform.ts';

/**
 * 1 with probability p, else 0: `uniform(key, shape, offset) < p`, with p rounded to `f32`. Since the numbers lie on the
 * grid k · 2⁻²³, the true probability is p rounded up to that grid, `drawnProbability(p)`; 0 never happens and 1 always
 * does. The same as `jax.random.bernoulli`.
 *
 * @param p One probability, or one for each place of the last axis.
 * @throws BernoulliError `CONFIG` for a p outside [0, 1] or NaN; `SHAPE` when there is not one p for each place.
 * @example
 * ```ts
 * import { bernoulli, key } from '@bernoulli/api/random';
 * [...bernoulli(key(0), [0, 0.5, 1], [2, 3])]; // => [0, 0, 1, 0, 0, 1]
 * ```
 */
export function bernoulli(key: Key, p: number | ArrayLike<number>, shape: Shape, offset = 0): Uint8Array {
  const chances = Float32Array.from(typeof p === 'number' ? [p] : p);
  chances.forEach((chance, i) => {
    if (!(chance >= 0 && chance <= 1))
      fail('CONFIG', { who: 'bernoulli', what: 'p must be in [0, 1]', received: typeof p === 'number' ? p : p[i] });
  });
  const noise = uniform(key, shape, offset);
  if (typeof p !== 'number' && shape.at(-1) !== p.length)
    fail('SHAPE', {
      who: 'bernoulli',
      what: `${p.length} probabilities need a last axis of that size`,
      received: shape,
    });
  const out = new Uint8Array(noise.length);
  for (let i = 0; i < out.length; i++) out[i] = noise[i]! < chances[i % chances.length]! ? 1 : 0;
  return out;
}
