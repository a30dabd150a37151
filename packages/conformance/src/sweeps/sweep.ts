/** Cases made by rule: operands from seeds, results by the op's definition in double precision, and a name that says the types. */
import { printShape, type DType, type OpAttrs, type OpName, type Shape } from '@bernoulli/api/ir';
import type { CaseArray, CaseKind, ValueCase } from '../case.ts';
import { outputOf } from '../case-graph.ts';
import { coins, noise, seedOf, wholeNoise } from '../data.ts';
import type { Tolerance } from '../tolerance.ts';

/** An operand by rule: noise of a dtype, from `low` to `high`. */
export interface Operand {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly low?: number;
  readonly high?: number;
  /** Whole numbers alone, also in `f32`. */
  readonly isWhole?: true;
}

/** Numbers of `f32`, −9 to 9 unless said otherwise. */
export function real(shape: Shape, low = -9, high = 9): Operand {
  return { dtype: 'f32', shape, low, high };
}

/** Whole numbers of `i32`, all that there are unless said otherwise. */
export function whole(shape: Shape, low = -(2 ** 31), high = 2 ** 31): Operand {
  return { dtype: 'i32', shape, low, high };
}

/** Small whole numbers of a dtype, −2 to 2: many are equal. */
export function alike(dtype: DType, shape: Shape): Operand {
  return { dtype, shape, low: -2, high: 3, isWhole: true };
}

/** Truth values. */
export function truth(shape: Shape): Operand {
  return { dtype: 'bool', shape };
}

/** An operand in each dtype. */
export const ofDType: Readonly<Record<DType, (shape: Shape) => Operand>> = { f32: real, i32: whole, bool: truth };

/** Its numbers: the same for the same seed. */
export function written({ dtype, shape, low, high, isWhole }: Operand, seed: number): CaseArray {
  if (dtype === 'bool') return coins(shape, seed);
  if (isWhole) return { ...wholeNoise(shape, seed, low!, high!), dtype };
  return dtype === 'f32' ? noise(shape, seed, low, high) : wholeNoise(shape, seed, low!, high!);
}

/** What a case by rule says; its numbers only when asked. */
export interface Rule<O extends OpName> {
  readonly op: O;
  readonly name: string;
  readonly attrs: OpAttrs<O>;
  readonly inputs: () => readonly CaseArray[];
  /** Default: by the op's definition. */
  readonly output?: (inputs: readonly CaseArray[]) => CaseArray;
  readonly kind?: CaseKind;
  readonly tolerance?: Tolerance;
  readonly period?: number;
}

/** A case whose numbers are made whenever they are asked for: many of them are many. */
export function lazily<O extends OpName>({ inputs, output, kind = 'edge', op, ...rest }: Rule<O>): ValueCase<O> {
  return {
    ...rest,
    kind,
    get inputs() {
      return inputs();
    },
    get output() {
      return output === undefined ? outputOf(op, inputs(), rest.attrs) : output(inputs());
    },
  };
}

/** A case of operands by rule, under a name of its own. */
export function sweptAs<O extends OpName>(
  op: O,
  name: string,
  operands: readonly Operand[],
  attrs: OpAttrs<O>,
): ValueCase<O> {
  const seed = seedOf(`${op}/${name}`);
  return lazily({ op, name, attrs, inputs: () => operands.map((operand, i) => written(operand, seed + i)) });
}

/** A case of operands by rule, named by their types and by `words` about the attributes. */
export function swept<O extends OpName>(
  op: O,
  operands: readonly Operand[],
  attrs: OpAttrs<O>,
  words = '',
): ValueCase<O> {
  const types = operands.map(({ dtype, shape }) => `${dtype}${printShape(shape)}`).join(' and ');
  return sweptAs(op, [types, words].filter((part) => part !== '').join(' '), operands, attrs);
}
