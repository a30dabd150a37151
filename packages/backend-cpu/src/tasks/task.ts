/** Work that may be shared: cut into pieces, any run of which can be done by itself, on any thread, with the same result. */
import type { OpAttrs, OpName, TypedArray } from '@bernoulli/api/ir';
import type { Instructions } from '../codegen/instructions.ts';
import type { Spec } from '../kernels/spec.ts';
import type { RoutineName, Routines } from '../routines/exports.ts';
import type { List, ProductCount } from '../sparse/lists.ts';

/** What a task is told where its code is written: instructions that push each of these numbers. */
export interface Pieces {
  readonly from: Instructions;
  /** Behind the last piece. */
  readonly to: Instructions;
  /** Address of scratch memory that the running thread has to itself. */
  readonly scratch: Instructions;
  readonly call: (routine: RoutineName) => Instructions;
  /** Repeats a body for each piece, whose number it is told; or for those of another range. */
  readonly each: (body: (piece: Instructions) => Instructions, from?: Instructions, to?: Instructions) => Instructions;
  /** Repeats a body so many times, of which it is told how many went before. Repetitions do not stand in one another. */
  readonly repeat: (count: number, body: (before: Instructions) => Instructions) => Instructions;
}

export interface Task {
  readonly pieces: number;
  /** Nanoseconds of all pieces on one thread, roughly: what is too short is not shared. */
  readonly cost: number;
  /** Parts up to which a finer cut costs next to nothing; left out where no cut costs anything. */
  readonly cheap?: number;
  /** True for few, large pieces that are as good as parts: each is one. */
  readonly fine?: boolean;
  readonly code: (pieces: Pieces) => Instructions;
  /** The same where the pieces are steps along the first axis, four at a time but for the last; left out where it cannot be cut like that. */
  readonly byRows?: (pieces: Pieces) => Instructions;
}

/** Tasks of which a run takes one. */
export interface Choice {
  /**
   * Makes, for the memory as it lies, what gives the number of the task: called once in each run, by the main thread, when all
   * tasks before are done.
   */
  readonly bind: (buffer: ArrayBufferLike) => () => number;
  /** `null` does nothing. */
  readonly ways: readonly (Task | null)[];
}

/** What follows a product, part by part, while the part is near: it is told the rectangle of the result that is done. */
export interface Epilogue {
  readonly cost: number;
  readonly code: (top: Instructions, bottom: Instructions, left: Instructions, right: Instructions) => Instructions;
}

/** Where the operands and the result of a unit lie, and the memory that all its tasks share. */
export interface Places {
  readonly inputs: readonly number[];
  readonly out: number;
  readonly shared: number;
  readonly listAt: (list: List) => number;
}

/** A unit made ready for its shapes; addresses come later. */
export interface Prepared {
  /** Bytes of scratch for each thread. */
  readonly scratchBytes: number;
  /** Bytes of scratch for all threads together, which last from one task of the unit to the next. */
  readonly sharedBytes: number;
  /** The tasks, each to begin when the one before has ended. */
  readonly tasks: (places: Places, epilogue?: Epilogue) => readonly (Task | Choice)[];
  /** What became of a product in the last run. */
  readonly count?: () => ProductCount;
  /** Looks at the operands before each run; throws where a value is out of range. */
  readonly check?: (operands: readonly TypedArray[]) => void;
}

/** `null` where the plain kernel should run: another dtype, a pattern of axes that has no routine. */
export type Routine<O extends OpName> = (spec: Spec<OpAttrs<O>>, routines: Routines) => Prepared | null;
