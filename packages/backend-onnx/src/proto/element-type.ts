/** The kinds of element that a file may hold, and which of our three stands for each. */
import type { DType } from '@bernoulli/api/ir';

/** What ONNX calls an element type, in lower case as in its documentation: `float`, `int64`. */
export type ElementType =
  | 'float'
  | 'double'
  | 'float16'
  | 'bfloat16'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'bool';

/** By the numbers of `TensorProto.DataType`; what is missing (texts, complex numbers, eight bits and less) is not read. */
const byNumber: Readonly<Record<number, ElementType>> = {
  1: 'float',
  2: 'uint8',
  3: 'int8',
  4: 'uint16',
  5: 'int16',
  6: 'int32',
  7: 'int64',
  9: 'bool',
  10: 'float16',
  11: 'double',
  12: 'uint32',
  13: 'uint64',
  16: 'bfloat16',
};

const otherNames: Readonly<Record<number, string>> = {
  0: 'undefined',
  8: 'string',
  14: 'complex64',
  15: 'complex128',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  21: 'uint4',
  22: 'int4',
  23: 'float4e2m1',
  24: 'float8e8m0',
};

/** The element type of a number in a file, `undefined` for one that is not read. */
export function elementTypeOf(number: number): ElementType | undefined {
  return Object.hasOwn(byNumber, number) ? byNumber[number] : undefined;
}

/** What a number in a file is called, also one that is not read. */
export function elementTypeName(number: number): string {
  return elementTypeOf(number) ?? otherNames[number] ?? `number ${number}`;
}

interface Facts {
  /** What computes with it here. */
  readonly dtype: DType;
  readonly bytes: number;
  /** For integers, how many bits, and whether one is the sign. */
  readonly bits?: number;
  readonly signed?: boolean;
}

export const elementTypes: Readonly<Record<ElementType, Facts>> = {
  float: { dtype: 'f32', bytes: 4 },
  double: { dtype: 'f32', bytes: 8 },
  float16: { dtype: 'f32', bytes: 2 },
  bfloat16: { dtype: 'f32', bytes: 2 },
  int8: { dtype: 'i32', bytes: 1, bits: 8, signed: true },
  int16: { dtype: 'i32', bytes: 2, bits: 16, signed: true },
  int32: { dtype: 'i32', bytes: 4, bits: 32, signed: true },
  int64: { dtype: 'i32', bytes: 8, bits: 64, signed: true },
  uint8: { dtype: 'i32', bytes: 1, bits: 8, signed: false },
  uint16: { dtype: 'i32', bytes: 2, bits: 16, signed: false },
  uint32: { dtype: 'i32', bytes: 4, bits: 32, signed: false },
  uint64: { dtype: 'i32', bytes: 8, bits: 64, signed: false },
  bool: { dtype: 'bool', bytes: 1 },
};
