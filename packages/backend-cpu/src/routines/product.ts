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
  const [axis, size, unit] = n >= m ? (['n', n, COLUMNS] as const) : (['m', m, ROWS] as const);
  const code = (along: 'm' | 'n', low: Instructions, high: Instructions, { scratch, call }: Pieces): Instructions => {
    const { numbers, rectangle } = partOf(layout, places, along, low, high);
    return [...numbers, ...scratch, ...call('gemm'), ...epilogue.code(...rectangle)];
  };
  return {
    pieces: Math.ceil(size / unit),
    cost,
    cheap: size / WIDE_PART,
    code: (pieces) => code(axis, times(pieces.from, unit), atMost(times(pieces.to, unit), size), pieces),
    byRows: (pieces) => code('m', pieces.from, pieces.to, pieces),
  };
}

/** The part of a product from one row, or column, up to another: what `gemm` takes but for its scratch, and the part's place in C. */
export function partOf(
  layout: Layout,
  { inputs: [a, b], out }: Places,
  axis: 'm' | 'n',
  low: Instructions,
  high: Instructions,
): { readonly numbers: Instructions; readonly rectangle: Parameters<Epilogue['code']> } {
  const { m, k, n, transposeA, transposeB } = layout;
  const size = minus(high, low);
  if (axis === 'm') {
    const [x, z] = [address(a!, low, 4 * (transposeA ? 1 : k)), address(out, low, 4 * n)];
    const numbers = numbersOf(layout, { a: x, b: number(b!), c: z, m: size, n: number(n) });
    return { numbers, rectangle: [low, high, number(0), number(n)] };
  }
  const [y, z] = [address(b!, low, 4 * (transposeB ? k : 1)), address(out, low, 4)];
  const numbers = numbersOf(layout, { a: number(a!), b: y, c: z, m: number(m), n: size });
  return { numbers, rectangle: [number(0), number(m), low, high] };
}

function byMatrices(layout: Layout, { inputs: [a, b], out }: Places): Task['code'] {
  const { m, k, n, batchB } = layout;
  return ({ each, scratch, call }) =>
    each((s) => {
      const [x, y] = [address(a!, s, 4 * m * k), address(b!, s, 4 * batchB)];
      const part = { a: x, b: y, c: address(out, s, 4 * m * n), m: number(m), n: number(n) };
      return [...numbersOf(layout, part), ...scratch, ...call('gemm')];
    });
}

interface Part {
  readonly a: Instructions;
  readonly b: Instructions;
  readonly c: Instructions;
  readonly m: Instructions;
  readonly n: Instructions;
}

function numbersOf({ m, k, n, transposeA, transposeB }: Layout, part: Part): Instructions {
  const [lda, ldb] = [transposeA ? m : k, transposeB ? k : n];
  return [
    ...[...part.a, ...part.b, ...part.c, ...part.m, ...number(k), ...part.n],
    ...[...number(lda), ...number(ldb), ...number(n), ...number(+transposeA), ...number(+transposeB)],
  ];
}
