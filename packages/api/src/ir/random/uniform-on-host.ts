/** The `uniform` op computed on the host, for backends whose engine has no Threefry of its own. */
import { allocate } from '../dtype.ts';
import { sizeOf, type Shape } from '../shape.ts';
import { fillUniform } from './threefry.ts';

/**
 * The value of the `uniform` op.
 *
 * @param key The two words of the key; signed words, as an `i32` tensor holds them, are read as unsigned.
 * @param offset First row of the stream that is drawn, from 0 up.
 * @throws BernoulliError `CONFIG` for a negative offset, or when `offset` rows reach beyond 2⁵³ elements.
 */
export function uniformOnHost(key: ArrayLike<number>, offset: number, shape: Shape): Float32Array {
  const out = allocate('f32', sizeOf(shape));
  fillUniform([key[0]! >>> 0, key[1]! >>> 0], out, offset * sizeOf(shape.slice(1)));
  return out;
}
