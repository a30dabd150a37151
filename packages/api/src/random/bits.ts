/** Random 32-bit words. */
import { fillBits, type Key, type Shape } from '../ir/index.ts';
import { drawSize, drawStart } from './draw-size.ts';

/**
 * Random words of a shape, row-major: element i is x0 ⊕ x1 of Threefry-2x32-20 of the key at counter
 * `offset · (elements in a row) + i`, a row being all axes but the first. The same as `jax.random.bits`.
 *
 * @param offset First row that is drawn; rows count from 0. Drawing rows in parts gives the bits of drawing them at once.
 * @throws BernoulliError `SHAPE` or `CONFIG` unless sizes and offset are whole numbers from 0 up.
 * @example
 * ```ts
 * import { bits, key } from '@bernoulli/api/random';
 * [...bits(key(0), [3])]; // => [4070199207, 4202968722, 1427181096]
 * ```
 */
export function bits(key: Key, shape: Shape, offset = 0): Uint32Array {
  const out = new Uint32Array(drawSize('bits', shape));
  fillBits(key, out, drawStart('bits', shape, offset));
  return out;
}
