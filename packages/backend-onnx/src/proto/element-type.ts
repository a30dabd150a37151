/** The kinds of element that a file may hold, and which of our three stands for each. */
import type { DType } from '@bernoulli/api/ir';
import { floatFormats, type FloatFormat, type SmallFloat } from './small-float.ts';

/** What ONNX calls an element type, in lower case as in its documentation: `float`, `int64`. */
export type ElementType =
  | 'float'
  | 'double'
  | SmallFloat
  | 'int2'
  | 'int4'
  | 'int8'
  | 'int16'
  | 'int32'
  | 'int64'
  | 'uint2'
  | 'uint4'
  | 'uint8'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'bool';

/** By the numbers of `TensorProto.DataType`; what is missing (texts, complex numbers) is not read. */
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
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  21: 'uint4',
  22: 'int4',
  23: 'float4e2m1',
  24: 'float8e8m0',
  25: 'uint2',
  26: 'int2',
};

const otherNames: Readonly<Record<number, string>> = {
  0: 'undefined',
  8: 'string',
  14: 'complex64',
  15: 'complex128',
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
  /** How much of a file one takes: less than a byte where several share one. */
  readonly bytes: number;
  /** For floats of which the digits are fewer than those of `f32`. */
  readonly format?: FloatFormat;
  /** For integers, how many bits, and whether one is the sign. */
  readonly bits?: number;
  readonly signed?: boolean;
}

export const elementTypes: Readonly<Record<ElementType, Facts>> = {
  float: { dtype: 'f32', bytes: 4 },
  double: { dtype: 'f32', bytes: 8 },
  float16: { dtype: 'f32', bytes: 2, format: floatFormats.float16 },
  bfloat16: { dtype: 'f32', bytes: 2, format: floatFormats.bfloat16 },
  float8e4m3fn: { dtype: 'f32', bytes: 1, format: floatFormats.float8e4m3fn },
  float8e4m3fnuz: { dtype: 'f32', bytes: 1, format: floatFormats.float8e4m3fnuz },
  float8e5m2: { dtype: 'f32', bytes: 1, format: floatFormats.float8e5m2 },
  float8e5m2fnuz: { dtype: 'f32', bytes: 1, format: floatFormats.float8e5m2fnuz },
  float8e8m0: { dtype: 'f32', bytes: 1, format: floatFormats.float8e8m0 },
  float4e2m1: { dtype: 'f32', bytes: 0.5, format: floatFormats.float4e2m1 },
  int2: { dtype: 'i32', bytes: 0.25, bits: 2, signed: true },
  int4: { dtype: 'i32', bytes: 0.5, bits: 4, signed: true },
  int8: { dtype: 'i32', bytes: 1, bits: 8, signed: true },
  int16: { dtype: 'i32', bytes: 2, bits: 16, signed: true },
  int32: { dtype: 'i32', bytes: 4, bits: 32, signed: true },
  int64: { dtype: 'i32', bytes: 8, bits: 64, signed: true },
  uint2: { dtype: 'i32', bytes: 0.25, bits: 2, signed: false },
  uint4: { dtype: 'i32', bytes: 0.5, bits: 4, signed: false },
  uint8: { dtype: 'i32', bytes: 1, bits: 8, signed: false },
  uint16: { dtype: 'i32', bytes: 2, bits: 16, signed: false },
  uint32: { dtype: 'i32', bytes: 4, bits: 32, signed: false },
  uint64: { dtype: 'i32', bytes: 8, bits: 64, signed: false },
  bool: { dtype: 'bool', bytes: 1 },
};
