/** Reductions over leading or trailing axes, seen as the columns or rows of a matrix. */
import { sizeOf, type ReduceAttrs, type Shape } from '@bernoulli/api/ir';
import { address, atMost, minus, number, times } from '../codegen/arithmetic.ts';
import type { Spec } from '../kernels/spec.ts';
import type { Places, Prepared, Task } from '../tasks/task.ts';
import type { RoutineName, Routines } from './exports.ts';

/** Columns of a piece: a cache line. */
const COLUMNS = 16;
/** Nanoseconds of an element, and of one in double precision down a column. */
const [COST, COLUMN_COST] = [0.15, 0.35];
/** From here on the sum of everything is worth cutting. */
const LONG = 65536;

/** `overLast` folds each row, `overFirst` each column; `null` where there is no routine for that side. */
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
  if (sides.fold === 'first') return plain((places) => columnsTask(overFirst!, rows, columns, places));
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

function columnsTask(routine: RoutineName, rows: number, columns: number, { inputs: [x], out }: Places): Task {
  return {
    pieces: Math.ceil(columns / COLUMNS),
    cost: COLUMN_COST * rows * columns,
    code: ({ from, to, call }) => {
      const left = times(from, COLUMNS);
      const count = minus(atMost(times(to, COLUMNS), columns), left);
      return [
        ...[...address(x!, left, 4), ...number(rows), ...count, ...number(columns)],
        ...[...address(out, left, 4), ...call(routine)],
      ];
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
