/** Bytes that a loop over time moves between its steps and what they read and write. */
import type { NodeId } from '@bernoulli/api/ir';
import { minus, plus, times } from '../codegen/arithmetic.ts';
import { i32, memory, type Instructions } from '../codegen/instructions.ts';

/** In step i, `fromStep` and `toStep` bytes further for each step before. */
export interface Move {
  readonly from: number;
  readonly to: number;
  readonly bytes: number;
  readonly fromStep: number;
  readonly toStep: number;
  /** The value of the body that is moved. */
  readonly value: NodeId;
}

export interface LoopMoves {
  readonly length: number;
  readonly reverse: boolean;
  /** Before the first step: what is carried into it, and what all share. */
  readonly begin: readonly Move[];
  readonly reads: readonly Move[];
  readonly writes: readonly Move[];
  /** Behind the last step: what it carries on. */
  readonly end: readonly Move[];
}

export function still(from: number, to: number, bytes: number, value: NodeId): Move[] {
  return bytes === 0 ? [] : [{ from, to, bytes, fromStep: 0, toStep: 0, value }];
}

/** Makes the moves of a step on a buffer. */
export function mover(moves: readonly Move[], buffer: ArrayBufferLike): (step: number) => void {
  const bytes = new Uint8Array(buffer);
  return (step) => {
    for (let i = 0; i < moves.length; i++) {
      const { from, to, bytes: count, fromStep, toStep } = moves[i]!;
      const start = from + step * fromStep;
      bytes.copyWithin(to + step * toStep, start, start + count);
    }
  };
}

/** The same in code, for some of the rows that the bytes are of. */
export function moveRows(
  moves: readonly Move[],
  rows: number,
  step: Instructions,
  low: Instructions,
  high: Instructions,
): Instructions {
  return moves.flatMap(({ from, to, bytes, fromStep, toStep }) => {
    const row = bytes / rows;
    const place = (base: number, stride: number): Instructions => {
      const first = plus(times(low, row), base);
      return stride === 0 ? first : [...first, ...times(step, stride), ...i32.add];
    };
    return [...place(to, toStep), ...place(from, fromStep), ...times(minus(high, low), row), ...memory.copy];
  });
}
