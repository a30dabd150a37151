/** A fused loop as a task: cut by rows, or, where it is one long row, by stretches of it. */
import { atMost, number, times } from '../codegen/arithmetic.ts';
import { call, type Instructions } from '../codegen/instructions.ts';
import type { Epilogue, Task } from '../tasks/task.ts';
import type { Group } from './group.ts';

/** Elements in a piece of a long row: whole cache lines, whatever the type. */
const STRETCH = 64;

/** Nanoseconds of a member and of an operand, for each element. */
const [OP, OPERAND] = [0.1, 0.1];

function costOf({ domain: { rows, columns }, members, operands }: Group): number {
  return rows * columns * (OP * members.length + OPERAND * operands.size);
}

/** `loop` is the index of the loop's function, `lead` the size of its first axis. */
export function loopTask(group: Group, loop: number, lead: number): Task {
  const { rows, columns } = group.domain;
  const cost = costOf(group);
  const across = (top: Instructions, bottom: Instructions): Instructions =>
    callLoop(loop, top, bottom, number(0), number(columns));
  if (rows > 1)
    return {
      pieces: rows,
      cost,
      code: ({ from, to }) => across(from, to),
      byRows: ({ from, to }) => across(times(from, rows / lead), times(to, rows / lead)),
    };
  return {
    pieces: Math.ceil(columns / STRETCH),
    cost,
    byRows: ({ from, to }) =>
      callLoop(loop, number(0), number(1), times(from, columns / lead), times(to, columns / lead)),
    code: ({ from, to }) =>
      callLoop(loop, number(0), number(1), times(from, STRETCH), atMost(times(to, STRETCH), columns)),
  };
}

/** The loop behind a product. */
export function loopEpilogue(group: Group, loop: number): Epilogue {
  return { cost: costOf(group), code: (...rectangle) => callLoop(loop, ...rectangle) };
}

/** Runs a loop over a rectangle: top, bottom, left, right. */
function callLoop(loop: number, ...rectangle: readonly Instructions[]): Instructions {
  return [...rectangle.flat(), ...call(loop)];
}
