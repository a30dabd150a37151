/** softmax and logSoftmax by rows. */
import { sizeOf } from '@bernoulli/api/ir';
import type { Spec } from '../kernel.ts';
import type { Prepared } from './routine.ts';

export function byRows(
  { type: { shape } }: Spec<unknown>,
  routine: (x: number, rows: number, columns: number, to: number) => void,
): Prepared {
  const columns = shape.at(-1)!;
  const rows = sizeOf(shape) / columns;
  return {
    scratchBytes: 0,
    bind:
      ({ inputs: [from], out }) =>
      () =>
        routine(from!, rows, columns, out),
  };
}
