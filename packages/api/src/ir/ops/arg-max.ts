/** The position of the largest element along an axis, the first one where several tie; with a NaN among them, any. The axis goes away. */
import { fail } from '../errors.ts';
import { requireDType } from '../infer.ts';
import type { OpDefinition } from '../op.ts';
import { printShape, resolveAxis } from '../shape.ts';

export interface ArgMaxAttrs {
  /** Counted from the front. */
  readonly axis: number;
}

export const argMax: OpDefinition<ArgMaxAttrs> = {
  kind: 'reduction',
  arity: 1,
  infer: ([x], { axis }) => {
    requireDType('argMax', x!, ['f32', 'i32']);
    const at = resolveAxis(axis, x!.shape.length, 'argMax');
    if (x!.shape[at] === 0)
      fail('SHAPE', { who: 'argMax', what: 'the axis must not be empty', received: printShape(x!.shape) });
    return { dtype: 'i32', shape: x!.shape.filter((_, i) => i !== at) };
  },
  zeros: 'keeps',
  finite: 'always',
  gradient: null,
  expand: ({ b, inputs: [x], attrs: { axis } }) => {
    // Where NaN leaves no largest element, the position is 0.
    const [places, beyond] = [b.iota(x!.shape, axis), x!.shape[axis]!];
    const hits = b.select(b.equal(x!, b.reduceMax(x!, [axis], true)), places, beyond);
    const first = b.reduceMin(hits, [axis]);
    return b.select(b.less(first, beyond), first, 0);
  },
};
