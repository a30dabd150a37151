/**
 * The reverse of `gather`: zeros with `size` places along an axis, to which each update is added at its index. Updates have
 * the shape that `gather` with these indices returns. An index outside the axis is moved to its nearer end.
 */
import { fail } from '../errors.ts';
import { requireDType } from '../infer.ts';
import type { OpDefinition } from '../op.ts';
import { printShape, sameShape } from '../shape.ts';

export interface ScatterAddAttrs {
  /** Counted from the front. */
  readonly axis: number;
  /** Length of the axis in the output, from 1 up, or a symbol. */
  readonly size: number;
}

export const scatterAdd: OpDefinition<ScatterAddAttrs> = {
  kind: 'movement',
  arity: 2,
  infer: ([indices, updates], { axis, size }) => {
    requireDType('scatterAdd', indices!, ['i32'], 'the indices');
    requireDType('scatterAdd', updates!, ['f32'], 'the updates');
    const [index, update] = [indices!.shape, updates!.shape];
    if (axis < 0 || !sameShape(update.slice(axis, axis + index.length), index))
      fail('SHAPE', {
        who: 'scatterAdd',
        what: `the updates must hold the indices' shape ${printShape(index)} from axis ${axis} on`,
        received: printShape(update),
      });
    if (!Number.isInteger(size) || size === 0)
      fail('SHAPE', { who: 'scatterAdd', what: 'size must be a whole number from 1 up', received: size });
    return { dtype: 'f32', shape: [...update.slice(0, axis), size, ...update.slice(axis + index.length)] };
  },
  zeros: 'keeps',
  finite: 'in-range',
  gradient: ({ b, inputs: [indices], attrs: { axis }, upstream }) => [null, b.gather(upstream, indices!, axis)],
  expand: null,
};
