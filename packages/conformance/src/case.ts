/** What a case is: one op applied to given numbers, and the numbers that must come out. Plain data. */
import type { OpAttrs, OpName, OpTable, TensorType } from '@bernoulli/api/ir';
import type { Tolerance } from './tolerance.ts';

/**
 * Numbers with a dtype and a shape, row-major; a bool is 0 or 1. Inputs hold what the dtype can hold exactly; expected
 * `f32` values are given to double precision, so that an error can be measured in f32 steps.
 */
export interface CaseArray extends TensorType {
  readonly data: readonly number[];
}

/**
 * What a case is after: an ordinary use; a corner (broadcasting, rank 0, ties, limits); arrays without elements; NaN, ±∞
 * and −0; whole numbers; enough elements to cross the edges of vectors and tiles.
 */
export type CaseKind = 'plain' | 'edge' | 'empty' | 'special' | 'integer' | 'large';

/** An op, its operands, and its result. */
export interface ValueCase<O extends OpName = OpName> {
  readonly kind: CaseKind;
  /** Unique within the op; the public name is `op/name`. */
  readonly name: string;
  readonly inputs: readonly CaseArray[];
  readonly attrs: OpAttrs<O>;
  readonly output: CaseArray;
  /** Instead of the op's own, its slack included. */
  readonly tolerance?: Tolerance;
  /** Operands, and the result of an elementwise op, repeat their first so many elements. */
  readonly period?: number;
}

/** An op, its operands, and the gradients of Σ upstream · op(inputs). */
export interface GradientCase<O extends OpName = OpName> {
  readonly name: string;
  readonly inputs: readonly CaseArray[];
  readonly attrs: OpAttrs<O>;
  /** Positions of the operands whose gradients are asked for. */
  readonly wrt: readonly number[];
  readonly upstream: CaseArray;
  /** One for each of `wrt`. */
  readonly gradients: readonly CaseArray[];
  readonly tolerance?: Tolerance;
}

/** All that one file under `cases/` says. */
export interface OpCases<O extends OpName = OpName> {
  readonly values: readonly ValueCase<O>[];
  /** Empty for an op through which no gradient can be asked. */
  readonly gradients: readonly GradientCase<O>[];
}

/** The cases of every op: a forgotten op does not compile. */
export type CaseTable = OpTable<unknown> & { readonly [O in OpName]: OpCases<O> };
