/** Arrays one after the other along an axis; their other sizes are equal. */
import { fail } from '../errors.ts';
import type { TensorType } from '../graph.ts';
import { addSizes } from '../open-size.ts';
import type { OpDefinition } from '../op.ts';
import { printShape, resolveAxis } from '../shape.ts';

export interface ConcatAttrs {
  /** Counted from the front. */
  readonly axis: number;
}

export const concat: OpDefinition<ConcatAttrs> = {
  kind: 'movement',
  arity: null,
  infer: (inputs, { axis }) => {
    const first = inputs[0]!;
    const at = resolveAxis(axis, first.shape.length, 'concat');
    for (const x of inputs) {
      if (x.dtype !== first.dtype)
        fail('DTYPE', { who: 'concat', what: 'all inputs must have one dtype', received: inputs.map((i) => i.dtype) });
      if (x.shape.length !== first.shape.length || x.shape.some((n, i) => i !== at && n !== first.shape[i]))
        fail('SHAPE', {
          who: 'concat',
          what: `all sizes but that of axis ${at} must be equal`,
          received: inputs.map((i) => printShape(i.shape)).join(' and '),
        });
    }
    const length = inputs.map((x) => x.shape[at]!).reduce((sum, size) => addSizes(sum, size) ?? noSum(inputs, at));
    return { dtype: first.dtype, shape: first.shape.map((n, i) => (i === at ? length : n)) };
  },
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ b, inputs, attrs: { axis }, upstream }) => {
    let start = 0;
    return inputs.map((x) => {
      const starts = x.shape.map((_, i) => (i === axis ? start : 0));
      start += x.shape[axis]!;
      return b.slice(upstream, starts, x.shape);
    });
  },
  expand: ({ b, inputs, attrs: { axis } }) => {
    const length = inputs.reduce((sum, x) => sum + x.shape[axis]!, 0);
    let start = 0;
    const widened = inputs.map((x) => {
      const along = (n: number): number[] => x.shape.map((_, i) => (i === axis ? n : 0));
      const [before, after] = [along(start), along(length - start - x.shape[axis]!)];
      start += x.shape[axis]!;
      // −0 is what a sum leaves as it is, 0 included.
      return inputs.length === 1 ? x : b.pad(x, before, after, x.dtype === 'f32' ? -0 : 0);
    });
    return widened.reduce((sum, x) => (x.dtype === 'bool' ? b.or(sum, x) : b.add(sum, x)));
  },
};

function noSum(inputs: readonly TensorType[], axis: number): never {
  return fail('SHAPE', {
    who: 'concat',
    what: `open sizes along axis ${axis} must follow from one input`,
    received: inputs.map((x) => printShape(x.shape)).join(' and '),
  });
}
