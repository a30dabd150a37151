/** How an operand is read inside a fused loop over rows and columns. */
import { sameShape, type Shape } from '@bernoulli/api/ir';

/**
 * `full`: an element for each of the result; `row`: one row for all rows; `block`: one row for each block of rows; `column`: one element a
 * row; `scalar`: one for all.
 */
export type Reading = 'full' | 'row' | 'block' | 'column' | 'scalar';

/** Sizes of a fused loop: the axes before the split are rows, the others columns. */
export interface Domain {
  readonly split: number;
  readonly rows: number;
  readonly columns: number;
}

/** The splits of the shape, as bits, under which the operand is read in one of the five ways; 0 if under none. */
export function splitsFor(operand: Shape, shape: Shape): number {
  let bits = 0;
  for (let split = 0; split <= shape.length; split++) if (readingAt(operand, shape, split) !== null) bits |= 1 << split;
  return bits;
}

/** The lowest split among the bits: 0, one long row, unless an operand is repeated along one side. */
export function domainOf(shape: Shape, splits: number): Domain {
  const split = 31 - Math.clz32(splits & -splits);
  const product = (sizes: Shape): number => sizes.reduce((size, n) => size * n, 1);
  return { split, rows: product(shape.slice(0, split)), columns: product(shape.slice(split)) };
}

/** How an operand is read under a split; `null` where it repeats in another pattern. */
export function readingAt(operand: Shape, shape: Shape, split: number): Reading | null {
  if (sameShape(operand, shape)) return 'full';
  if (operand.every((n) => n === 1)) return 'scalar';
  const lead = shape.length - operand.length;
  const own = (i: number): number => (i < lead ? 1 : operand[i - lead]!);
  const whole = (from: number, to: number): boolean => shape.slice(from, to).every((n, i) => own(from + i) === n);
  const repeated = (from: number, to: number): boolean => shape.slice(from, to).every((_, i) => own(from + i) === 1);
  if (whole(0, shape.length)) return 'full';
  if (repeated(0, split) && whole(split, shape.length)) return 'row';
  if (whole(0, split) && repeated(split, shape.length)) return 'column';
  const block = blockAxis(operand, shape, split);
  return block > 0 && whole(0, block) && repeated(block, split) && whole(split, shape.length) ? 'block' : null;
}

/** The first axis of the block of rows that ends at the split: all from there on are repeated. */
function blockAxis(operand: Shape, shape: Shape, split: number): number {
  const lead = shape.length - operand.length;
  let axis = split;
  while (axis > lead && operand[axis - 1 - lead] === 1) axis--;
  return axis > lead ? axis : 0;
}

/** Rows that share a row of an operand that is read by blocks. */
export function rowsOfBlock(operand: Shape, shape: Shape, split: number): number {
  return shape.slice(blockAxis(operand, shape, split), split).reduce((rows, n) => rows * n, 1);
}
