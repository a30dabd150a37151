/** A product under masks, laid out in memory: its matrices, what is kept of each, and when it is better taken whole. */
import type { OpAttrs } from '@bernoulli/api/ir';
import { number } from '../codegen/arithmetic.ts';
import { i32, type Instructions } from '../codegen/instructions.ts';
import type { Places } from '../tasks/task.ts';
import { leastDropped } from './break-even.ts';
import { isNearlyWhole, wholeAxis, type Axis } from './kept-axis.ts';
import type { Chosen, Matrix } from './kept-matrix.ts';
import type { Compaction } from './plan.ts';
import type { ScratchLayout, Sizes } from './scratch-layout.ts';

/** A product whose matrices have addresses. */
export interface PlacedProduct {
  readonly m: Axis;
  readonly k: Axis;
  readonly n: Axis;
  readonly a: Chosen;
  readonly b: Chosen;
  readonly c: Chosen;
  /** What is left of the matrices: copies, or the matrices themselves where nothing is dropped from them. */
  readonly kept: { readonly a: Matrix; readonly b: Matrix; readonly c: Matrix };
  readonly attrs: OpAttrs<'matMul'>;
  /** Pushes 1 where so little is dropped that nothing is copied. */
  readonly nearlyWhole: Instructions;
}

export function placeProduct(
  attrs: OpAttrs<'matMul'>,
  compaction: Compaction,
  sizes: Sizes,
  scratch: ScratchLayout,
  { inputs: [addressA, addressB], out, shared }: Places,
): PlacedProduct {
  const axis = (name: keyof Compaction): Axis => {
    const mask = compaction[name];
    if (mask === null) return wholeAxis(sizes[name]);
    const { count, indices } = scratch.kept.get(mask)!;
    return { size: sizes[name], count: [...number(shared + count), ...i32.load(0)], indices: shared + indices };
  };
  const [m, k, n] = [axis('m'), axis('k'), axis('n')];
  const chosen = (address: number, rows: Axis, columns: Axis): Chosen => {
    const line = number(columns.size);
    return { address, line, rows, columns };
  };
  const a = attrs.transposeA ? chosen(addressA!, k, m) : chosen(addressA!, m, k);
  const b = attrs.transposeB ? chosen(addressB!, n, k) : chosen(addressB!, k, n);
  const c = chosen(out, m, n);
  const kept = (matrix: Chosen, at: number): Matrix =>
    matrix.rows.indices === 0 && matrix.columns.indices === 0
      ? matrix
      : { address: shared + at, line: matrix.columns.count };
  return {
    ...{ m, k, n, a, b, c, attrs },
    kept: { a: kept(a, scratch.a), b: kept(b, scratch.b), c: kept(c, scratch.c) },
    nearlyWhole: isNearlyWhole([m, k, n], leastDropped(sizes, compaction)),
  };
}
