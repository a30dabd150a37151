/**
 * Element-wise ops as SIMD instructions. A `bool` is a mask of ones or zeros while it is in a register, whatever it is in memory.
 */
import type { DType, NodeOf, OpName } from '@bernoulli/api/ir';
import { f32x4, i32x4, v128 } from '../codegen/instructions.ts';
import type { VectorFunction } from '../routines/exports.ts';

/** Instructions that push an operand; they may be used more than once. */
export interface Pushed {
  readonly dtype: DType;
  readonly push: readonly number[];
}

/** Instructions that put a vector function's value in place of what was pushed. */
export type CallVector = (name: VectorFunction) => readonly number[];

/** Instructions that leave the op's value on the stack. */
type Lowering<O extends OpName> = (
  operands: readonly Pushed[],
  attrs: NodeOf<O>['attrs'],
  call: CallVector,
) => readonly number[];

type Instruction = readonly number[];

const floatBits = (x: number): number => new Int32Array(Float32Array.of(x).buffer)[0]!;
export const floats = (x: number): number[] => v128.splat(floatBits(x));
const none = v128.splat(0);

/** By the operands' dtype. */
const typed =
  (onFloats: Instruction, onIntegers: Instruction) =>
  (operands: readonly Pushed[]): Instruction => [
    ...operands.flatMap((o) => o.push),
    ...(operands[0]!.dtype === 'f32' ? onFloats : onIntegers),
  ];

/** For an op of one kind of operand. */
const always = (instruction: Instruction) => typed(instruction, instruction);

const viaVector =
  (name: VectorFunction) =>
  ([x]: readonly Pushed[], _: unknown, call: CallVector): Instruction => [...x!.push, ...call(name)];

/** 1 or −1 by comparison with 0, and x itself where neither holds: ±0 and NaN. */
const signOf: Lowering<'sign'> = ([x]) =>
  x!.dtype === 'i32'
    ? [...x!.push, ...v128.splat(1), ...i32x4.min, ...v128.splat(-1), ...i32x4.max]
    : [
        ...floats(1),
        ...[...floats(-1), ...x!.push, ...x!.push, ...none, ...f32x4.lt, ...v128.bitselect],
        ...[...x!.push, ...none, ...f32x4.gt, ...v128.bitselect],
      ];

function castTo([x]: readonly Pushed[], to: DType): readonly number[] {
  const { dtype, push } = x!;
  if (dtype === to) return push;
  if (to === 'bool') return [...push, ...none, ...(dtype === 'f32' ? f32x4.ne : i32x4.ne)];
  if (dtype === 'bool') return [...push, ...(to === 'f32' ? floats(1) : v128.splat(1)), ...v128.and];
  return [...push, ...(to === 'f32' ? f32x4.convert : i32x4.truncate)];
}

/** Ops that may join a fused loop. */
export const lowerings: { readonly [O in OpName]?: Lowering<O> } = {
  add: typed(f32x4.add, i32x4.add),
  sub: typed(f32x4.sub, i32x4.sub),
  mul: typed(f32x4.mul, i32x4.mul),
  div: always(f32x4.div),
  minimum: typed(f32x4.min, i32x4.min),
  maximum: typed(f32x4.max, i32x4.max),
  neg: typed(f32x4.neg, i32x4.neg),
  abs: typed(f32x4.abs, i32x4.abs),
  sign: signOf,
  floor: always(f32x4.floor),
  ceil: always(f32x4.ceil),
  round: always(f32x4.nearest),
  sqrt: always(f32x4.sqrt),
  exp: viaVector('exp'),
  log: viaVector('log'),
  log1p: viaVector('log1p'),
  tanh: viaVector('tanh'),
  sigmoid: viaVector('sigmoid'),
  equal: typed(f32x4.eq, i32x4.eq),
  notEqual: typed(f32x4.ne, i32x4.ne),
  less: typed(f32x4.lt, i32x4.lt),
  lessEqual: typed(f32x4.le, i32x4.le),
  greater: typed(f32x4.gt, i32x4.gt),
  greaterEqual: typed(f32x4.ge, i32x4.ge),
  and: always(v128.and),
  or: always(v128.or),
  not: always(v128.not),
  isFinite: ([x]) => [...x!.push, ...f32x4.abs, ...floats(Infinity), ...f32x4.lt],
  select: ([condition, a, b]) => [...a!.push, ...b!.push, ...condition!.push, ...v128.bitselect],
  cast: (operands, { dtype }) => castTo(operands, dtype),
  broadcastTo: ([x]) => x!.push,
};

/** Ops that can be lowered. */
export function isLowered(op: OpName): boolean {
  return lowerings[op] !== undefined;
}
