/** Axes of a product of which as much is kept as a mask says when it runs, in the words of generated code. */
import { number, plus, times } from '../codegen/arithmetic.ts';
import { i32, select, type Instructions } from '../codegen/instructions.ts';

export interface Axis {
  readonly size: number;
  /** Pushes how many are kept. */
  readonly count: Instructions;
  /** Address of the kept indices, or 0 for all of them. */
  readonly indices: number;
}

export function wholeAxis(size: number): Axis {
  return { size, count: number(size), indices: 0 };
}

/** Every part of a compacted product is cut into so many pieces, however much is kept. */
export const PIECES = 64;
const PIECES_BITS = 6;

/** Pushes where a piece begins, on a multiple of `step`, which is a power of two; all that is kept for the piece behind the last. */
export function edgeOf(piece: Instructions, { count }: Axis, step = 1): Instructions {
  const exact = [...piece, ...count, ...i32.mul, ...number(PIECES_BITS), ...i32.shrU];
  if (step === 1) return exact;
  const rounded = [...plus(exact, step - 1), ...number(-step), ...i32.and];
  return [...rounded, ...count, ...rounded, ...count, ...i32.ltU, ...select];
}

/** Shares of an axis are counted in so many bits, those of three axes together in a number. */
const SHARE_BITS = 10;
const FINE_BITS = 20;

/** Pushes 1 where less than a share of the work is dropped, so that the product is better taken as it stands; else 0. */
export function isNearlyWhole(axes: readonly Axis[], least: number): Instructions {
  const shares = axes
    .filter(({ indices }) => indices !== 0)
    .map(({ size, count }) => [
      ...times(count, Math.round(2 ** FINE_BITS / size)),
      ...[...number(FINE_BITS - SHARE_BITS), ...i32.shrU],
    ]);
  const kept = shares.reduce((product, share) => [...product, ...share, ...i32.mul]);
  return [...number(Math.floor((1 - least) * 2 ** (SHARE_BITS * shares.length))), ...kept, ...i32.ltU];
}
