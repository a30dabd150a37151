/** A product under masks, laid out in memory: its matrices, and what is kept of each. */
import type { OpAttrs } from '@bernoulli/api/ir';
import { number } from '../codegen/arithmetic.ts';
import { i32 } from '../codegen/instructions.ts';
import type { Places } from '../tasks/task.ts';
import { wholeAxis, type Axis } from './kept-axis.ts';
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
  /** Where lists of what is not zero in what is left go. */
  readonly list: number;
}

/** The product with nothing left out. */
export function asItStands(product: PlacedProduct): PlacedProduct {
  const { m, k, n, a, b, c } = product;
  return { ...product, m: wholeAxis(m.size), k: wholeAxis(k.size), n: wholeAxis(n.size), kept: { a, b, c } };
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
    const counter = shared + count;
    return { size: sizes[name], count: [...number(counter), ...i32.load(0)], counter, indices: shared + indices };
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
    list: shared + scratch.list,
  };
}
