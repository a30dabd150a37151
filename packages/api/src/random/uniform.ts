/** Random numbers in [0, 1). */
import { fillUniform, type Key, type Shape } from '../ir/index.ts';
import { drawSize, drawStart } from './draw-size.ts';

/**
 * Numbers in [0, 1) of a shape, each k · 2⁻²³ for a whole k: `(bits >>> 9) · 2⁻²³`. The same as `jax.random.uniform`, and
 * the same as the op `uniform` gives on every backend.
 *
 * @param offset First row that is drawn; rows count from 0.
 * @throws BernoulliError `SHAPE` or `CONFIG` unless sizes and offset are whole numbers from 0 up.
 * @example
 * ```ts
 * import { key, uniform } from '@bernoulli/api/random';
 * const whole = uniform(key(7), [4, 3]);
 * const lower = uniform(key(7), [2, 3], 2);
 * lower.every((u, i) => u === whole[6 + i]); // => true
 * ```
 */
export function uniform(key: Key, shape: Shape, offset = 0): Float32Array {
  const out = new Float32Array(drawSize('uniform', shape));
  fillUniform(key, out, drawStart('uniform', shape, offset));
  return out;
}
