/** The key's stream by interleaved SIMD Threefry; the bits are those of `fillUniform`. */
import { fail, sizeOf } from '@bernoulli/api/ir';
import { address, atMost, minus, number, times } from '../codegen/arithmetic.ts';
import type { Routine } from '../tasks/task.ts';

/** Elements of a piece: whole cache lines, and four times what the routine draws at once. */
const PIECE = 112;
/** Nanoseconds of an element. */
const COST = 2.2;

export const uniform: Routine<'uniform'> = ({ attrs: { shape } }) => {
  const row = sizeOf(shape.slice(1));
  const size = sizeOf(shape);
  return {
    scratchBytes: 0,
    sharedBytes: 0,
    tasks: ({ inputs: [key, offset], out }) => [
      {
        pieces: Math.ceil(size / PIECE),
        cost: COST * size,
        code: ({ from, to, call }) => {
          const first = times(from, PIECE);
          return [
            ...[...number(key!), ...number(offset!), ...number(row), ...first],
            ...[...address(out, first, 4), ...minus(atMost(times(to, PIECE), size), first), ...call('uniform')],
          ];
        },
      },
    ],
    check: ([, offset]) => {
      const start = offset![0]! * row;
      if (start < 0 || !Number.isSafeInteger(start + size))
        fail('CONFIG', {
          who: 'uniform',
          what: 'the offset must be from 0 up, and the end below 2⁵³ elements',
          received: offset![0],
        });
    },
  };
};
