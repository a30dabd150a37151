/** Reductions over axes that lie together, seen as the rows of a matrix, or as the columns of one or of several. */
import { sizeOf, type ReduceAttrs, type Shape } from '@bernoulli/api/ir';
import { address, atMost, minus, number, plus, times } from '../codegen/arithmetic.ts';
import { i32, type Instructions } from '../codegen/instructions.ts';
import type { Spec } from '../kernels/spec.ts';
import type { Places, Prepared, Task } from '../tasks/task.ts';
import type { RoutineName, Routines } from './exports.ts';

/** Columns of a piece: a cache line. */
const COLUMNS = 16;
/** Nanoseconds of an element, and of one in double precision down a column. */
const [COST, COLUMN_COST] = [0.15, 0.35];
/** From here on the sum of everything is worth cutting. */
const LONG = 65536;

/** `overLast` folds each row, `overFirst` each column; `null` where there is no routine for them. */
export function reduceBy(
  { attrs: { axes }, inputs: [x], type }: Spec<ReduceAttrs>,
  overLast: RoutineName,
  overFirst: RoutineName | null,
  routines: Routines,
): Prepared | null {
  if (type.dtype !== 'f32') return null;
  const sides = sidesOf(x!.shape, axes);
  if (sides === null || (sides.fold === 'first' && overFirst === null)) return null;
  const { rows, columns } = sides;
  if (sides.fold === 'first') return plain((places) => columnsTask(overFirst!, sides, places));
  if (rows === 1 && overLast === 'sumRows' && columns >= LONG) return wholeSum('sumParts', columns, routines);
  return plain((places) => rowsTask(overLast, rows, columns, places));
}

/** Of a sum over all of x·x, which has x as both its operands. */
export function sumSquares({ inputs: [x] }: Spec<ReduceAttrs>, routines: Routines): Prepared {
  return wholeSum('squareParts', sizeOf(x!.shape), routines);
}

function plain(task: (places: Places) => Task): Prepared {
  return { scratchBytes: 0, sharedBytes: 0, tasks: (places) => [task(places)] };
}

function rowsTask(routine: RoutineName, rows: number, columns: number, { inputs: [x], out }: Places): Task {
  return {
    pieces: rows,
    cost: COST * rows * columns,
    code: ({ from, to, call }) => [
      ...[...address(x!, from, 4 * columns), ...minus(to, from), ...number(columns), ...number(columns)],
      ...[...address(out, from, 4), ...call(routine)],
    ],
  };
}

function columnsTask(routine: RoutineName, { matrices, rows, columns }: Sides, { inputs: [x], out }: Places): Task {
  const blocks = Math.ceil(columns / COLUMNS);
  /** The columns from `left` to `right` of the matrix that so many elements and columns stand before. */
  const fold = (before: Instructions, columnsBefore: Instructions, left: Instructions, right: Instructions) => [
    ...[...address(x!, [...before, ...left, ...i32.add], 4), ...number(rows)],
    ...[...minus(atMost(right, columns), left), ...number(columns)],
    ...address(out, [...columnsBefore, ...left, ...i32.add], 4),
  ];
  return {
    pieces: matrices * blocks,
    cost: COLUMN_COST * matrices * rows * columns,
    code: ({ from, to, each, call }) => {
      if (matrices === 1)
        return [...fold(number(0), number(0), times(from, COLUMNS), times(to, COLUMNS)), ...call(routine)];
      return each((piece) => {
        const matrix = [...piece, ...number(blocks), ...i32.divU];
        const left = times(minus(piece, times(matrix, blocks)), COLUMNS);
        const first = times(matrix, columns);
        return [...fold(times(first, rows), first, left, plus(left, COLUMNS)), ...call(routine)];
      });
    },
  };
}

/** Sums of parts that depend on the size alone, then the sum of those. */
function wholeSum(routine: 'sumParts' | 'squareParts', size: number, { partsOf }: Routines): Prepared {
  const parts = partsOf(size);
  return {
    scratchBytes: 0,
    sharedBytes: 8 * parts,
    tasks: ({ inputs: [x], out, shared }) => [
      {
        pieces: parts,
        cost: COST * size,
        code: ({ from, to, call }) => [
          ...[...number(x!), ...number(size), ...from, ...to, ...number(shared)],
          ...call(routine),
        ],
      },
      {
        pieces: 1,
        cost: 0,
        code: ({ call }) => [...number(shared), ...number(parts), ...number(out), ...call('sumTotal')],
      },
    ],
  };
}

interface Sides {
  readonly fold: 'first' | 'last';
  readonly matrices: number;
  readonly rows: number;
  readonly columns: number;
}

/** The matrix whose rows (`last`), or the matrices whose columns (`first`), are folded; `null` when the axes are scattered. Sizes of 1 do not count. */
function sidesOf(shape: Shape, axes: readonly number[]): Sides | null {
  const real = shape.map((_, i) => i).filter((i) => shape[i] !== 1);
  const folded = real.filter((i) => axes.includes(i));
  const sizes = (some: readonly number[]): number => sizeOf(some.map((i) => shape[i]!));
  const [total, size] = [sizeOf(shape), sizes(folded)];
  if (total === 0) return null;
  const start = folded.length === 0 ? real.length : real.indexOf(folded[0]!);
  if (folded.some((axis, i) => axis !== real[start + i])) return null;
  const columns = sizes(real.slice(start + folded.length));
  if (start + folded.length === real.length) return { fold: 'last', matrices: 1, rows: total / size, columns: size };
  return { fold: 'first', matrices: total / (size * columns), rows: size, columns };
}
