/** A box cut out of x: along each axis, `sizes[i]` elements from `starts[i]` on. Of a symbolic axis all but a known number is taken. */
import { fail } from '../errors.ts';
import { sizesApart } from '../open-size.ts';
import type { OpDefinition } from '../op.ts';
import { printShape, type Shape } from '../shape.ts';

export interface SliceAttrs {
  readonly starts: readonly number[];
  readonly sizes: Shape;
}

export const slice: OpDefinition<SliceAttrs> = {
  kind: 'movement',
  arity: 1,
  infer: ([x], { starts, sizes }) => {
    const fits = (n: number, i: number): boolean => {
      const [start, size] = [starts[i]!, sizes[i]!];
      const apart = sizesApart(n, size);
      return apart !== undefined && start >= 0 && start <= apart && (n < 0 || size >= 0);
    };
    if (starts.length !== x!.shape.length || sizes.length !== x!.shape.length || !x!.shape.every(fits))
      fail('SHAPE', {
        who: 'slice',
        what: `starts ${printShape(starts)} and sizes ${printShape(sizes)} do not fit in ${printShape(x!.shape)}`,
      });
    return { dtype: x!.dtype, shape: sizes };
  },
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ b, inputs: [x], attrs: { starts, sizes }, upstream }) => [
    b.pad(
      upstream,
      starts,
      x!.shape.map((n, i) => sizesApart(n, sizes[i]!)! - starts[i]!),
    ),
  ],
  expand: null,
};
