/** Axes of a product of which as much is kept as a mask says when it runs, in the words of generated code. */
import { number, plus, times } from '../codegen/arithmetic.ts';
import { i32, select, type Instructions } from '../codegen/instructions.ts';

export interface Axis {
  readonly size: number;
  /** Pushes how many are kept. */
  readonly count: Instructions;
  /** Address of how many are kept; 0 where all are. */
  readonly counter: number;
  /** Address of the kept indices, or 0 for all of them. */
  readonly indices: number;
}

export function wholeAxis(size: number): Axis {
  return { size, count: number(size), counter: 0, indices: 0 };
}

/** Every part of a compacted product is cut into so many pieces, however much is kept. */
export const PIECES = 64;
const PIECES_BITS = 6;

/** Pushes where a piece begins, on a multiple of `step`; all that is kept for the piece behind the last. */
export function edgeOf(piece: Instructions, { count }: Axis, step = 1): Instructions {
  const exact = [...piece, ...count, ...i32.mul, ...number(PIECES_BITS), ...i32.shrU];
  if (step === 1) return exact;
  const rounded = times([...plus(exact, step - 1), ...number(step), ...i32.divU], step);
  return [...rounded, ...count, ...rounded, ...count, ...i32.ltU, ...select];
}

/** How many are kept, in the memory as it lies. */
export function keptNow({ size, counter }: Axis, words: Int32Array): number {
  return counter === 0 ? size : words[counter >> 2]!;
}
