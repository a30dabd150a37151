/** x with `before[i]` and `after[i]` elements of one value put at the ends of each axis. */
import { fail } from '../errors.ts';
import { sizeFrom } from '../open-size.ts';
import type { OpDefinition } from '../op.ts';
import { printShape } from '../shape.ts';

export interface PadAttrs {
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly value: number;
}

export const pad: OpDefinition<PadAttrs> = {
  kind: 'movement',
  arity: 1,
  infer: ([x], { before, after }) => {
    const fits = (_: number, i: number): boolean => before[i]! >= 0 && after[i]! >= 0;
    if (before.length !== x!.shape.length || after.length !== x!.shape.length || !x!.shape.every(fits))
      fail('SHAPE', {
        who: 'pad',
        what: `before [${before}] and after [${after}] must give each axis of ${printShape(x!.shape)} a number from 0 up`,
      });
    return { dtype: x!.dtype, shape: x!.shape.map((n, i) => sizeFrom(n, { plus: before[i]! + after[i]! })) };
  },
  // The number at the ends may be any.
  zeros: 'none',
  finite: 'none',
  gradient: ({ b, inputs: [x], attrs: { before }, upstream }) => [b.slice(upstream, before, x!.shape)],
  expand: null,
};
