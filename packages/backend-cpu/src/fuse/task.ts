/** A fused loop as a task: cut by rows, or, where it is one long row, by stretches of it. */
import { address, atMost, number, times } from '../tasks/arithmetic.ts';
import type { Instructions, Task } from '../tasks/task.ts';
import type { Group } from './group.ts';
import { call } from './instructions.ts';

/** Elements in a piece of a long row: whole cache lines, whatever the type. */
const STRETCH = 64;

/** Nanoseconds of a member and of an operand, for each element. */
const [OP, OPERAND] = [0.1, 0.1];

/** `loop` is the index of the loop's function. */
export function loopTask({ domain: { rows, columns }, members, operands }: Group, loop: number): Task {
  const cost = rows * columns * (OP * members.length + OPERAND * operands.size);
  if (rows > 1)
    return { pieces: rows, cost, code: ({ from, to }) => callLoop(loop, from, to, number(0), number(columns)) };
  return {
    pieces: Math.ceil(columns / STRETCH),
    cost,
    code: ({ from, to }) =>
      callLoop(loop, number(0), number(1), times(from, STRETCH), atMost(address(0, to, STRETCH), columns)),
  };
}

/** Runs a loop over a rectangle. */
export function callLoop(
  loop: number,
  top: Instructions,
  bottom: Instructions,
  left: Instructions,
  right: Instructions,
): Instructions {
  return [...top, ...bottom, ...left, ...right, ...call(loop)];
}
