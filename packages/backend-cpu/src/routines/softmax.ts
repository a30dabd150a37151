/** softmax and logSoftmax by rows. */
import { sizeOf } from '@bernoulli/api/ir';
import { address, minus, number } from '../codegen/arithmetic.ts';
import type { Spec } from '../kernels/spec.ts';
import type { Prepared } from '../tasks/task.ts';

/** Nanoseconds of an element. */
const COST = 1.5;

export function byRows({ type: { shape } }: Spec<unknown>, routine: 'softmax' | 'logSoftmax'): Prepared {
  const columns = shape.at(-1)!;
  const rows = sizeOf(shape) / columns;
  return {
    scratchBytes: 0,
    sharedBytes: 0,
    tasks: ({ inputs: [x], out }) => [
      {
        pieces: rows,
        cost: COST * rows * columns,
        code: ({ from, to, call }) => [
          ...[...address(x!, from, 4 * columns), ...minus(to, from), ...number(columns)],
          ...[...address(out, from, 4 * columns), ...call(routine)],
        ],
      },
    ],
  };
}
