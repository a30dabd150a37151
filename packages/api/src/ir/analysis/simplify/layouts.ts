/**
 * Channels stay last. Files that have them first put a transpose around every convolution of ours: moved behind what computes element by element,
 * and behind what joins, cuts, pads and folds, it meets the one that undoes it.
 */
import type { Ref } from '../../builder.ts';
import { ops } from '../../ops/index.ts';
import type { Shape } from '../../shape.ts';
import type { Draft, Rewriter, Rule } from './rewriter.ts';

/** An op on values whose channels were moved to the front, as that move of the op on the values themselves. */
export const layouts: Rule = (draft, r) => {
  const { op, inputs } = draft;
  if (op === 'transpose') return asReshape(draft, r);
  const order = inputs.map((input) => orderOf(input, r)).find((found) => found !== null);
  if (order === undefined) return null;
  if (ops[op].kind === 'elementwise') return elementwise(draft, order!, r);
  const sources = inputs.map((input) => sourceOf(input, order!, r));
  if (sources.includes(null)) return null;
  return ofSources(draft, sources as Ref[], order!, r);
};

/** `[0, last, 1, …]` of four axes or more, where a value is transposed like that. */
function orderOf(x: Ref, r: Rewriter): readonly number[] | null {
  const node = r.node(x);
  if (node.op !== 'transpose' || node.shape.length < 4) return null;
  const { perm } = node.attrs;
  return perm.every((axis, i) => axis === (i === 0 ? 0 : i === 1 ? perm.length - 1 : i - 1)) ? perm : null;
}

/** What was transposed in this order. */
function sourceOf(x: Ref, order: readonly number[], r: Rewriter): Ref | null {
  const found = orderOf(x, r);
  return found?.length === order.length ? r.b.ref(r.node(x).inputs[0]!) : null;
}

function elementwise({ op, inputs, attrs }: Draft, order: readonly number[], r: Rewriter): Ref | null {
  if (inputs.some(({ shape }) => shape.length > order.length)) return null;
  const sources = inputs.map((input) => sourceOf(input, order, r) ?? small(input, order, r));
  if (sources.includes(null)) return null;
  const made = r.write(op, sources as Ref[], attrs as never);
  return r.write('transpose', [made], { perm: order });
}

/** A scalar, or numbers that lie in the same order when their axes are moved back: one for each channel, say. */
function small(x: Ref, order: readonly number[], r: Rewriter): Ref | null {
  if (x.shape.every((n) => n === 1)) return x.shape.length === 0 ? x : r.write('reshape', [x], { shape: [] });
  const wide = [...order.slice(x.shape.length).map(() => 1), ...x.shape];
  const back = order.map((_, axis) => order.indexOf(axis));
  return keepsOrder(wide, back) ? r.write('reshape', [x], { shape: back.map((axis) => wide[axis]!) }) : null;
}

/** Whether a transpose moves axes of one element only. */
function keepsOrder(shape: Shape, perm: readonly number[]): boolean {
  const real = perm.filter((axis) => shape[axis] !== 1);
  return real.every((axis, i) => i === 0 || axis > real[i - 1]!);
}

function asReshape({ inputs: [x], attrs: { perm } }: Extract<Draft, { op: 'transpose' }>, r: Rewriter): Ref | null {
  // A transpose of a transpose is one: that comes first.
  if (!keepsOrder(x!.shape, perm) || r.node(x!).op === 'transpose') return null;
  return r.write('reshape', [x!], { shape: perm.map((axis) => x!.shape[axis]!) });
}

function ofSources(draft: Draft, sources: readonly Ref[], order: readonly number[], r: Rewriter): Ref | null {
  /** One number for each axis as the sources have them. */
  const back = (list: readonly number[]): number[] => order.map((_, axis) => list[order.indexOf(axis)]!);
  const moved = (made: Ref): Ref => r.write('transpose', [made], { perm: order });
  switch (draft.op) {
    case 'concat':
      return moved(r.write('concat', sources, { axis: order[draft.attrs.axis]! }));
    case 'pad': {
      const { before, after, value } = draft.attrs;
      return moved(r.write('pad', sources, { before: back(before), after: back(after), value }));
    }
    case 'slice': {
      const { starts, sizes } = draft.attrs;
      return moved(r.write('slice', sources, { starts: back(starts), sizes: back(sizes) }));
    }
    case 'reduceSum':
    case 'reduceMax':
    case 'reduceMin': {
      const { keepDims } = draft.attrs;
      const axes = [...draft.attrs.axes].sort((a, b) => a - b).map((axis) => order[axis]!);
      // In another order a sum would have other last digits.
      if (axes.some((axis, i) => i > 0 && axis < axes[i - 1]!)) return null;
      const made = r.write(draft.op, sources, { axes, keepDims });
      if (keepDims) return moved(made);
      const left = order.filter((axis) => !axes.includes(axis));
      return r.write('transpose', [made], { perm: left.map((axis) => left.filter((other) => other < axis).length) });
    }
    default:
      return null;
  }
}
