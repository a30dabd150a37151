/** Noise: Threefry-2x32 of 20 rounds, counted as JAX counts, so that the bits are everybody's. */
import { sizeOf, type Shape } from '@bernoulli/api/ir';

const ROTATIONS = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/**
 * Numbers in [0, 1), one for each element: element i of the stream is made of the counter i alone, so rows may be drawn
 * apart. Source: J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 */
export function uniform(key: ArrayLike<number>, row: number, shape: Shape): Float32Array {
  const out = new Float32Array(sizeOf(shape));
  const first = row * sizeOf(shape.slice(1));
  const keys = [key[0]!, key[1]!, key[0]! ^ key[1]! ^ 0x1bd11bda];
  for (let i = 0; i < out.length; i++) {
    let x = Math.floor((first + i) / 2 ** 32) + keys[0]!;
    let y = ((first + i) % 2 ** 32) + keys[1]!;
    for (let group = 0; group < 5; group++) {
      for (const turn of ROTATIONS[group % 2]!) {
        x = (x + y) | 0;
        y = ((y << turn) | (y >>> (32 - turn))) ^ x;
      }
      x = (x + keys[(group + 1) % 3]!) | 0;
      y = (y + keys[(group + 2) % 3]! + group + 1) | 0;
    }
    // The upper 23 of 32 bits.
    out[i] = ((x ^ y) >>> 9) * 2 ** -23;
  }
  return out;
}
