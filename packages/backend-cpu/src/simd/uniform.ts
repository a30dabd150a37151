/** The key's stream by interleaved SIMD Threefry; the bits are those of `fillUniform`. */
import { fail, sizeOf } from '@bernoulli/api/ir';
import type { Routine } from './routine.ts';

export const uniform: Routine<'uniform'> = ({ attrs: { shape } }, routines) => {
  const row = sizeOf(shape.slice(1));
  const size = sizeOf(shape);
  return {
    scratchBytes: 64,
    bind:
      ({ out, scratch, views: [key, offset] }) =>
      () => {
        const start = offset![0]! * row;
        if (start < 0 || !Number.isSafeInteger(start + size))
          fail('CONFIG', {
            who: 'uniform',
            what: 'the offset must be from 0 up, and the end below 2⁵³ elements',
            received: offset![0],
          });
        routines.uniform(key![0]!, key![1]!, Math.floor(start / 2 ** 32), start % 2 ** 32, out, size, scratch);
      },
  };
};
