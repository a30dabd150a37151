/** A matrix product as a task: cut by its matrices, by the columns of the one there is, or by its rows. */
import { address, atMost, minus, number, times } from '../codegen/arithmetic.ts';
import type { Instructions } from '../codegen/instructions.ts';
import type { Product } from '../kernels/mat-mul.ts';
import type { Epilogue, Pieces, Places, Task } from '../tasks/task.ts';

/** A product with the layout of its operands. */
export interface Layout extends Product {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

/** Columns of a piece: as many as a tile has. */
const COLUMNS = 8;
/** Rows of a piece: a multiple of what tiles have, with fused multiply-add and without. */
const ROWS = 12;

/** Each part packs the other operand for itself: with so many columns or rows that is under two per cent. */
const WIDE_PART = 128;

export const noEpilogue: Epilogue = { cost: 0, code: () => [] };

export function productTask(layout: Layout, places: Places, epilogue: Epilogue = noEpilogue): Task {
  const { batch, m, k, n } = layout;
  // Nanoseconds: of the tiles, and of packing.
  const cost = batch * (0.05 * m * k * n + 0.2 * (m * k + k * n + m * n)) + epilogue.cost;
  if (batch > 1) return { pieces: batch, cost, code: byMatrices(layout, places) };
  return n >= m
    ? { pieces: Math.ceil(n / COLUMNS), cost, cheap: n / WIDE_PART, code: byColumns(layout, places, epilogue) }
    : { pieces: Math.ceil(m / ROWS), cost, cheap: m / WIDE_PART, code: byRows(layout, places, epilogue) };
}

function byColumns(layout: Layout, { inputs: [a, b], out }: Places, epilogue: Epilogue): Task['code'] {
  const { m, k, n, transposeB } = layout;
  return ({ from, to, scratch, call }) => {
    const [left, right] = [times(from, COLUMNS), atMost(times(to, COLUMNS), n)];
    const part = {
      a: number(a!),
      b: address(b!, left, 4 * (transposeB ? k : 1)),
      c: address(out, left, 4),
      m: number(m),
      n: minus(right, left),
    };
    return [...gemm(layout, part, scratch, call), ...epilogue.code(number(0), number(m), left, right)];
  };
}

function byRows(layout: Layout, { inputs: [a, b], out }: Places, epilogue: Epilogue): Task['code'] {
  const { m, k, n, transposeA } = layout;
  return ({ from, to, scratch, call }) => {
    const [top, bottom] = [times(from, ROWS), atMost(times(to, ROWS), m)];
    const part = {
      a: address(a!, top, 4 * (transposeA ? 1 : k)),
      b: number(b!),
      c: address(out, top, 4 * n),
      m: minus(bottom, top),
      n: number(n),
    };
    return [...gemm(layout, part, scratch, call), ...epilogue.code(top, bottom, number(0), number(n))];
  };
}

function byMatrices(layout: Layout, { inputs: [a, b], out }: Places): Task['code'] {
  const { m, k, n, batchB } = layout;
  return ({ each, scratch, call }) =>
    each((s) => {
      const [x, y] = [address(a!, s, 4 * m * k), address(b!, s, 4 * batchB)];
      return gemm(layout, { a: x, b: y, c: address(out, s, 4 * m * n), m: number(m), n: number(n) }, scratch, call);
    });
}

interface Part {
  readonly a: Instructions;
  readonly b: Instructions;
  readonly c: Instructions;
  readonly m: Instructions;
  readonly n: Instructions;
}

function gemm(
  { m, k, n, transposeA, transposeB }: Layout,
  part: Part,
  scratch: Instructions,
  call: Pieces['call'],
): Instructions {
  const [lda, ldb] = [transposeA ? m : k, transposeB ? k : n];
  return [
    ...[...part.a, ...part.b, ...part.c, ...part.m, ...number(k), ...part.n],
    ...[...number(lda), ...number(ldb), ...number(n), ...number(+transposeA), ...number(+transposeB), ...scratch],
    ...call('gemm'),
  ];
}
