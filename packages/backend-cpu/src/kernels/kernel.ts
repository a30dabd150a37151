/** What a kernel is: prepared once for its shapes, then run any number of times on arrays that it is handed. */
import type { OpAttrs, OpName, TypedArray } from '@bernoulli/api/ir';
import type { Spec } from './spec.ts';

/** Computes one node: reads `inputs`, writes every element of `out`, keeps neither and allocates nothing. */
export type Run = (inputs: readonly TypedArray[], out: TypedArray) => void;

/** Works out strides and loops once. */
export type Kernel<O extends OpName> = (spec: Spec<OpAttrs<O>>) => Run;

/** Ops whose values are placed rather than computed at each run. */
export type PlacedOp = 'input' | 'constant' | 'iota';

/** Ops that only give a value another shape: they share the bytes of their operand. */
export type AliasOp = 'reshape' | 'stopGradient';

/** Computed by a program of their own. */
export type LoopOp = 'scan';

export type ComputedOp = Exclude<OpName, PlacedOp | AliasOp | LoopOp>;

/** A kernel for every op that computes: a forgotten one does not compile. */
export type KernelTable = { readonly [O in ComputedOp]: Kernel<O> };
