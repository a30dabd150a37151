/**
 * Picks along an axis: the axis of x is replaced by the shape of the `i32` indices. An index outside the axis is moved to
 * its nearer end, on every backend alike.
 */
import { fail } from '../errors.ts';
import { requireDType } from '../infer.ts';
import type { OpDefinition } from '../op.ts';
import { printShape, resolveAxis } from '../shape.ts';

export interface GatherAttrs {
  /** Counted from the front. */
  readonly axis: number;
}

export const gather: OpDefinition<GatherAttrs> = {
  kind: 'movement',
  arity: 2,
  infer: ([x, indices], { axis }) => {
    requireDType('gather', indices!, ['i32'], 'the indices');
    const at = resolveAxis(axis, x!.shape.length, 'gather');
    if (x!.shape[at] === 0)
      fail('SHAPE', { who: 'gather', what: 'the axis must not be empty', received: printShape(x!.shape) });
    return { dtype: x!.dtype, shape: [...x!.shape.slice(0, at), ...indices!.shape, ...x!.shape.slice(at + 1)] };
  },
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ b, inputs: [x, indices], attrs: { axis }, upstream }) => [
    b.scatterAdd(indices!, upstream, x!.shape[axis]!, axis),
    null,
  ],
  expand: null,
};
