/** The same elements in the same order under another shape. A symbolic size passes through whole. */
import { fail } from '../errors.ts';
import type { OpDefinition } from '../op.ts';
import { printShape, sameShape, sizeOf, type Shape } from '../shape.ts';

export interface ReshapeAttrs {
  readonly shape: Shape;
}

export const reshape: OpDefinition<ReshapeAttrs> = {
  kind: 'movement',
  arity: 1,
  infer: ([x], { shape }) => {
    const symbols = (s: Shape): number[] => s.filter((n) => n < 0).sort((a, b) => a - b);
    const known = (s: Shape): number => sizeOf(s.filter((n) => n >= 0));
    if (!sameShape(symbols(x!.shape), symbols(shape)) || known(x!.shape) !== known(shape))
      fail('SHAPE', {
        who: 'reshape',
        what: `cannot turn ${printShape(x!.shape)} into ${printShape(shape)}: the numbers of elements differ`,
      });
    return { dtype: x!.dtype, shape };
  },
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ b, inputs: [x], upstream }) => [b.reshape(upstream, x!.shape)],
  expand: null,
};
