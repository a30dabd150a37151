/**
 * Computes small constants ahead of time: only ops whose result IEEE 754 fixes to the last bit, so that no backend could
 * have come to another one. (exp and its like differ between engines; they are left to run.)
 */
import { allocate, toI32, type DType } from '../../dtype.ts';
import type { TensorType } from '../../graph.ts';
import { ops, type OpName } from '../../ops/index.ts';
import { broadcastStrides, isConcrete, sizeOf, stridesOf, type Shape } from '../../shape.ts';
import type { Draft, Rule } from './rewriter.ts';

/** Larger results stay in the program as the ops that make them. */
const MOST_ELEMENTS = 1024;

type Elementwise = (...x: number[]) => number;

/** Correct in `f64` and then rounded is correct in `f32` for each of these. */
const floats: { readonly [O in OpName]?: Elementwise } = {
  add: (a, b) => a! + b!,
  sub: (a, b) => a! - b!,
  mul: (a, b) => a! * b!,
  div: (a, b) => a! / b!,
  sqrt: (x) => Math.sqrt(x!),
  floor: (x) => Math.floor(x!),
  ceil: (x) => Math.ceil(x!),
  isFinite: (x) => +Number.isFinite(x),
};

/** Integers wrap where they are stored. */
const integers: { readonly [O in OpName]?: Elementwise } = {
  add: (a, b) => a! + b!,
  sub: (a, b) => a! - b!,
  mul: (a, b) => Math.imul(a!, b!),
};

/** The same for every dtype. */
const any: { readonly [O in OpName]?: Elementwise } = {
  neg: (x) => -x!,
  abs: (x) => Math.abs(x!),
  sign: (x) => Math.sign(x!),
  minimum: (a, b) => Math.min(a!, b!),
  maximum: (a, b) => Math.max(a!, b!),
  equal: (a, b) => +(a === b),
  notEqual: (a, b) => +(a !== b),
  less: (a, b) => +(a! < b!),
  lessEqual: (a, b) => +(a! <= b!),
  greater: (a, b) => +(a! > b!),
  greaterEqual: (a, b) => +(a! >= b!),
  and: (a, b) => a! & b!,
  or: (a, b) => a! | b!,
  not: (x) => 1 - x!,
  select: (c, a, b) => (c! ? a! : b!),
};

/** A constant in place of an op on constants. */
export const fold: Rule = (draft, r) => {
  if (draft.inputs.length === 0 || draft.inputs.some((i) => r.constant(i) === undefined)) return null;
  const values = draft.inputs.map((i) => r.constant(i)!);
  const type = (ops[draft.op].infer as (i: readonly TensorType[], a: unknown) => TensorType)(draft.inputs, draft.attrs);
  if (!isConcrete(type.shape)) return null;
  const size = sizeOf(type.shape);
  if (draft.op === 'reshape') return r.constantOf(values[0]!, type.shape);
  if (size > MOST_ELEMENTS) return null;
  // Repeating a constant would only make it larger: every op that can use it broadcasts by itself.
  if (draft.op === 'broadcastTo') return size !== values[0]!.length ? null : r.constantOf(values[0]!, type.shape);

  const f = draft.op === 'cast' ? casts[draft.attrs.dtype] : evaluator(draft);
  if (f === undefined) return null;
  const strides =
    draft.op === 'transpose' ? [transposed(draft)] : draft.inputs.map((i) => broadcastStrides(i.shape, type.shape));
  const out = allocate(type.dtype, size);
  const own = stridesOf(type.shape);
  for (let i = 0; i < size; i++)
    out[i] = f(...values.map((value, k) => value[readAt(i, type.shape, own, strides[k]!)]!));
  return r.constantOf(out, type.shape);
};

function evaluator({ op, inputs }: Draft): Elementwise | undefined {
  if (op === 'transpose') return (x) => x!;
  return any[op] ?? (inputs[0]!.dtype === 'i32' ? integers : floats)[op];
}

const casts: { readonly [D in DType]: Elementwise } = {
  f32: (x) => x!,
  i32: (x) => toI32(x!),
  bool: (x) => +(x !== 0),
};

function transposed({ inputs: [x], attrs: { perm } }: Extract<Draft, { op: 'transpose' }>): number[] {
  const strides = stridesOf(x!.shape);
  return perm.map((axis) => strides[axis]!);
}

/** Where the i-th element of an array of `shape` lies when read by other strides. */
function readAt(i: number, shape: Shape, own: readonly number[], strides: readonly number[]): number {
  let at = 0;
  for (let axis = 0; axis < shape.length; axis++) at += (Math.floor(i / own[axis]!) % shape[axis]!) * strides[axis]!;
  return at;
}
