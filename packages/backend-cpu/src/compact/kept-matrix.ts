/** Moving what is kept of matrices, and multiplying it: calls of routines on a run of pieces. */
import { address, minus, number } from '../codegen/arithmetic.ts';
import { i32, type Instructions } from '../codegen/instructions.ts';
import type { Pieces } from '../tasks/task.ts';
import { edgeOf, type Axis } from './kept-axis.ts';

/** A matrix in memory, row by row. */
export interface Matrix {
  readonly address: number;
  /** Elements from one row to the next. */
  readonly line: Instructions;
}

/** A matrix as it was computed, and which of its rows and columns are kept. */
export interface Chosen extends Matrix {
  readonly rows: Axis;
  readonly columns: Axis;
}

/** Copies what is chosen to a dense matrix, cut by rows. */
export function gather(
  { address: x, line, rows, columns }: Chosen,
  packed: Matrix,
  { from, to, call }: Pieces,
): Instructions {
  const [top, bottom] = [edgeOf(from, rows), edgeOf(to, rows)];
  const [start, indices] =
    rows.indices === 0 ? [at(x, top, line), number(0)] : [number(x), address(rows.indices, top, 4)];
  return [
    ...[...start, ...line, ...indices, ...minus(bottom, top), ...number(columns.indices), ...columns.count],
    ...[...at(packed.address, top, packed.line), ...packed.line, ...call('gather')],
  ];
}

/** Writes a whole matrix: a dense one at what is chosen, zeros elsewhere. Pieces are rows. */
export function spread(
  packed: Matrix,
  { address: x, line, rows, columns }: Chosen,
  { from, to, call }: Pieces,
): Instructions {
  return [
    ...[...number(packed.address), ...packed.line, ...number(rows.indices), ...rows.count],
    ...[...number(columns.indices), ...columns.count, ...number(x), ...line, ...number(columns.size)],
    ...[...from, ...to, ...call('spread')],
  ];
}

export interface Multiplication {
  readonly a: Matrix;
  readonly b: Matrix;
  readonly c: Matrix;
  readonly m: Axis;
  readonly k: Axis;
  readonly n: Axis;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Columns of a tile. */
const TILE = 8;

/** Top, bottom, left and right of the part of C that a run of pieces makes, counted in what is kept: C is cut along its longer side. */
export function rectangleOf({ m, n }: Pick<Multiplication, 'm' | 'n'>, { from, to }: Pieces) {
  return n.size >= m.size
    ? ([number(0), m.count, edgeOf(from, n, TILE), edgeOf(to, n, TILE)] as const)
    : ([edgeOf(from, m), edgeOf(to, m), number(0), n.count] as const);
}

/** C = A·B over what is kept of m, k and n. */
export function multiply(product: Multiplication, pieces: Pieces): Instructions {
  const { a, b, c, m, k, n, transposeA, transposeB } = product;
  const [top, bottom, left, right] = rectangleOf(product, pieces);
  const unit = number(1);
  const byColumns = n.size >= m.size;
  const [x, y, z] = byColumns
    ? [number(a.address), at(b.address, left, transposeB ? b.line : unit), at(c.address, left, unit)]
    : [at(a.address, top, transposeA ? unit : a.line), number(b.address), at(c.address, top, c.line)];
  const [rows, columns] = byColumns ? [m.count, minus(right, left)] : [minus(bottom, top), n.count];
  return [
    ...[...x, ...y, ...z, ...rows, ...k.count, ...columns, ...a.line, ...b.line, ...c.line],
    ...[...number(+transposeA), ...number(+transposeB), ...pieces.scratch, ...pieces.call('gemm')],
  ];
}

/** Pushes the address of an element `index` lines behind the start. */
export function at(start: number, index: Instructions, line: Instructions): Instructions {
  return address(start, [...index, ...line, ...i32.mul], 4);
}
