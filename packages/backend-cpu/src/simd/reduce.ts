/** Reductions over leading or trailing axes, seen as the columns or rows of a matrix. */
import { sizeOf, type ReduceAttrs, type Shape } from '@bernoulli/api/ir';
import type { Spec } from '../kernel.ts';
import type { Prepared } from './routine.ts';

type OverRows = (x: number, rows: number, columns: number, to: number) => void;

/** `overLast` folds each row, `overFirst` each column; `null` where there is no routine for that side. */
export function reduceBy(
  { attrs: { axes }, inputs: [x], type }: Spec<ReduceAttrs>,
  overLast: OverRows,
  overFirst: OverRows | null,
): Prepared | null {
  if (type.dtype !== 'f32') return null;
  const sides = sidesOf(x!.shape, axes);
  if (sides === null || (sides.fold === 'first' && overFirst === null)) return null;
  const { rows, columns } = sides;
  const routine = sides.fold === 'last' ? overLast : overFirst!;
  return {
    scratchBytes: 0,
    bind:
      ({ inputs: [from], out }) =>
      () =>
        routine(from!, rows, columns, out),
  };
}

/** The matrix whose rows (`last`) or columns (`first`) are folded; `null` when the axes are in the middle or scattered. Sizes of 1 do not count. */
function sidesOf(
  shape: Shape,
  axes: readonly number[],
): { fold: 'first' | 'last'; rows: number; columns: number } | null {
  const real = shape.map((_, i) => i).filter((i) => shape[i] !== 1);
  const folded = real.filter((i) => axes.includes(i));
  const total = sizeOf(shape);
  const size = sizeOf(folded.map((i) => shape[i]!));
  if (total === 0) return null;
  const trailing = real.slice(real.length - folded.length);
  if (folded.every((axis, i) => axis === trailing[i])) return { fold: 'last', rows: total / size, columns: size };
  if (folded.every((axis, i) => axis === real[i])) return { fold: 'first', rows: size, columns: total / size };
  return null;
}
