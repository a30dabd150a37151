/** The same elements in the same order under another shape. Symbolic sizes pass through whole, or as multiples. */
import { fail } from '../errors.ts';
import { elementsOf } from '../open-size.ts';
import type { OpDefinition } from '../op.ts';
import { printShape, sameShape, type Shape } from '../shape.ts';

export interface ReshapeAttrs {
  readonly shape: Shape;
}

export const reshape: OpDefinition<ReshapeAttrs> = {
  kind: 'movement',
  arity: 1,
  infer: ([x], { shape }) => {
    const [from, to] = [elementsOf(x!.shape), elementsOf(shape)];
    if (!sameShape(from.symbols, to.symbols) || from.count !== to.count)
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
