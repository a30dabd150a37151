/** A loop over several strided arrays of one shape together, row by row: as few and as long rows as their strides allow. */
import type { Shape } from '@bernoulli/api/ir';

export interface StridedLoop {
  /** Length of each row. */
  readonly inner: number;
  /** Step of each array inside a row. */
  readonly steps: readonly number[];
  /** Outer sizes left after merging, outermost first, and the strides of each array along them. */
  readonly outer: readonly { readonly size: number; readonly strides: readonly number[] }[];
  /** Calls `row` with the position of each array at the start of every row, in order. The array is reused. */
  each(row: (at: Int32Array) => void): void;
}

/**
 * Plans a loop over `shape`. `strides[k]` are the strides of array k, `starts[k]` where it begins.
 * Axes that all arrays cross alike are merged, so arrays of one dense shape become one row.
 */
export function stridedLoop(
  shape: Shape,
  strides: readonly (readonly number[])[],
  starts?: readonly number[],
): StridedLoop {
  const axes: { size: number; strides: number[] }[] = [];
  shape.forEach((size, i) => {
    if (size === 1) return;
    const here = strides.map((s) => s[i]!);
    const last = axes.at(-1);
    if (last !== undefined && here.every((s, k) => last.strides[k] === s * size)) {
      last.size *= size;
      last.strides = here;
    } else axes.push({ size, strides: here });
  });
  const { size: inner, strides: steps } = axes.pop() ?? { size: 1, strides: strides.map(() => 0) };
  const empty = shape.includes(0);
  const at = new Int32Array(strides.length);
  const index = new Int32Array(axes.length);

  function each(row: (at: Int32Array) => void): void {
    if (empty) return;
    for (let k = 0; k < at.length; k++) at[k] = starts?.[k] ?? 0;
    index.fill(0);
    for (;;) {
      row(at);
      let i = axes.length - 1;
      for (; i >= 0; i--) {
        const axis = axes[i]!;
        const wraps = ++index[i]! === axis.size;
        const by = wraps ? 1 - axis.size : 1;
        for (let k = 0; k < at.length; k++) at[k] = at[k]! + by * axis.strides[k]!;
        if (!wraps) break;
        index[i] = 0;
      }
      if (i < 0) return;
    }
  }
  return { inner, steps, outer: axes, each };
}
