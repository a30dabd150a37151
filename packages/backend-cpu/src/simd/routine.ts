/** What a SIMD step is: a routine chosen and measured once for its shapes, then called with addresses. */
import type { OpAttrs, OpName, TypedArray } from '@bernoulli/api/ir';
import type { Spec } from '../kernel.ts';
import type { Routines } from '../wasm/routines.ts';

/** Where the operands and the result of a step lie. `views` are there for the few that must look at a value. */
export interface Places {
  readonly inputs: readonly number[];
  readonly out: number;
  readonly scratch: number;
  readonly views: readonly TypedArray[];
}

export interface Prepared {
  readonly scratchBytes: number;
  readonly bind: (places: Places) => () => void;
}

/** `null` where the plain kernel should run: another dtype, a pattern of axes that has no routine. */
export type Routine<O extends OpName> = (spec: Spec<OpAttrs<O>>, routines: Routines) => Prepared | null;
