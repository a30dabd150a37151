/**
 * A loop over time as one task, where none of its rows needs another: each part runs all steps for rows of its own. Threads
 * wait for each other once in a loop, and not for each op of each step.
 */
import { atMost, minus, number, times } from '../codegen/arithmetic.ts';
import { step as stepIn, type Instructions } from '../codegen/instructions.ts';
import { moveRows, type LoopMoves, type Move } from './moves.ts';
import type { Choice, Task } from './task.ts';

/** Rows of a piece: with so many, a piece of any array begins where four elements do. */
const ROWS = 4;
/** Rows of a part that the tiles of a product fill well. */
const FULL = 12;

/** Work in a step: by the tasks, and what is moved behind them. */
export interface StepWork {
  readonly results: readonly (Task | Choice)[];
  readonly updates: readonly (Task | Choice)[];
  /** New state to its place. */
  readonly copies: readonly Move[];
}

/** `null` where some task cannot be cut by rows. */
export function rowsLoop(rows: number, { results, updates, copies }: StepWork, moves: LoopMoves): Task | null {
  const tasks = [...results, ...updates];
  if (!tasks.every(isByRows)) return null;
  const { length, reverse, reads, writes } = moves;
  const perStep = tasks.reduce((sum, { cost }) => sum + cost, 0);
  return {
    pieces: Math.ceil(rows / ROWS),
    cost: length * perStep,
    cheap: Math.max(1, Math.floor(rows / FULL)),
    code: (pieces) => {
      const [low, high] = [times(pieces.from, ROWS), atMost(times(pieces.to, ROWS), rows)];
      const part = { ...pieces, from: low, to: high };
      const run = (list: readonly (Task | Choice)[]): Instructions =>
        list.filter(isByRows).flatMap((task) => task.byRows(part));
      return pieces.repeat(length, (before) => {
        const step = reverse ? minus(number(length - 1), before) : before;
        const move = (list: readonly Move[]): Instructions => moveRows(list, rows, step, low, high);
        return [
          ...step,
          ...stepIn.set,
          ...move(reads),
          ...run(results),
          ...move(writes),
          ...run(updates),
          ...move(copies),
        ];
      });
    },
  };
}

function isByRows(task: Task | Choice): task is Task & Required<Pick<Task, 'byRows'>> {
  return 'byRows' in task && task.byRows !== undefined;
}
