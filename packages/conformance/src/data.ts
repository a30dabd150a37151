/** Writes the numbers of cases: arrays, repeatable noise, and arrays computed element by element in double precision. */
import { sizeOf, type DType, type Shape } from '@bernoulli/api/ir';
import type { CaseArray } from './case.ts';

export function f32(shape: Shape, data: readonly number[]): CaseArray {
  return { dtype: 'f32', shape, data };
}

export function i32(shape: Shape, data: readonly number[]): CaseArray {
  return { dtype: 'i32', shape, data };
}

export function bool(shape: Shape, data: readonly number[]): CaseArray {
  return { dtype: 'bool', shape, data };
}

/** Numbers in [0, 1) by a linear congruential generator (Numerical Recipes' constants). */
function draws(shape: Shape, seed: number): number[] {
  let state = seed >>> 0;
  const next = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
  next();
  return Array.from({ length: sizeOf(shape) }, () => next() / 2 ** 32);
}

/** A seed out of a name (FNV-1a), so that no two cases need to agree on numbers. */
export function seedOf(name: string): number {
  let seed = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) seed = Math.imul(seed ^ name.charCodeAt(i), 0x01000193);
  return seed >>> 0;
}

/** Repeatable `f32` numbers from `low` to `high`. */
export function noise(shape: Shape, seed: number, low = -2, high = 2): CaseArray {
  return f32(
    shape,
    draws(shape, seed).map((u) => Math.fround(low + u * (high - low))),
  );
}

/** Repeatable whole numbers from `low` up to below `high`. */
export function wholeNoise(shape: Shape, seed: number, low: number, high: number): CaseArray {
  return i32(
    shape,
    draws(shape, seed).map((u) => low + Math.floor(u * (high - low))),
  );
}

/** Noise of zeros and ones. */
export function coins(shape: Shape, seed: number): CaseArray {
  return bool(shape, wholeNoise(shape, seed, 0, 2).data);
}

/** The element at an index. */
export function at(x: CaseArray, index: readonly number[]): number {
  let flat = 0;
  for (let axis = 0; axis < index.length; axis++) flat = flat * x.shape[axis]! + index[axis]!;
  return x.data[flat]!;
}

/** An array whose element at each index is `value(index)`. */
export function fill(dtype: DType, shape: Shape, value: (index: readonly number[]) => number): CaseArray {
  const index = shape.map(() => 0);
  const data = Array.from({ length: sizeOf(shape) }, () => {
    const element = value(index);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
    return element;
  });
  return { dtype, shape, data };
}

/** `value` of each element. */
export function map(x: CaseArray, value: (x: number) => number, dtype: DType = x.dtype): CaseArray {
  return { dtype, shape: x.shape, data: x.data.map((v) => value(v)) };
}

/** `value` of each pair of elements of two arrays of one shape. */
export function zip(
  a: CaseArray,
  b: CaseArray,
  value: (a: number, b: number) => number,
  dtype: DType = a.dtype,
): CaseArray {
  return { dtype, shape: a.shape, data: a.data.map((v, i) => value(v, b.data[i]!)) };
}

/** Σ value(i) for i from 0 up to below n. */
export function sum(n: number, value: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < n; i++) total += value(i);
  return total;
}
