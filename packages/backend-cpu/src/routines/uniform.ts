/** The key's stream, or coins tossed with it (`plan/coins.ts`), by interleaved SIMD Threefry; the bits are those of `fillUniform`. */
import { fail, sizeOf } from '@bernoulli/api/ir';
import { address, atMost, minus, number, times } from '../codegen/arithmetic.ts';
import type { Routine } from '../tasks/task.ts';

/** Elements of a piece: whole cache lines, and four times what the routine draws at once. */
const PIECE = 112;
/** Nanoseconds of an element. */
const COST = 2.2;

export const uniform: Routine<'uniform'> = ({ attrs: { shape }, type: { dtype } }) => {
  const row = sizeOf(shape.slice(1));
  const size = sizeOf(shape);
  const bytes = dtype === 'bool' ? 1 : 4;
  return {
    scratchBytes: 0,
    sharedBytes: 0,
    tasks: ({ inputs: [key, offset, p], out }) => [
      {
        pieces: Math.ceil(size / PIECE),
        cost: COST * size,
        code: ({ from, to, call }) => {
          const first = times(from, PIECE);
          return [
            ...[...number(key!), ...number(offset!), ...number(row), ...first],
            ...[...address(out, first, bytes), ...minus(atMost(times(to, PIECE), size), first)],
            ...(p === undefined ? call('uniform') : [...number(p), ...call('coins')]),
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
