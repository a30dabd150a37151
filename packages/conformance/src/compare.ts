/** Says whether a result is what a case expects, and where it is not. */
import { dtypeOf, printShape, sameShape, stridesOf, type Shape, type TensorData } from '@bernoulli/api/ir';
import type { CaseArray } from './case.ts';
import { noteExpectation } from './recording/expectations.ts';
import { allowances, type Tolerance } from './tolerance.ts';

/**
 * `null` where `got` meets `want`; else one sentence on the first difference and how many there are. NaN equals NaN and an
 * infinity only itself; −0 equals 0 unless the tolerance is one of bits. A result too small for a normal `f32` may be zero.
 */
export function compare(
  got: TensorData,
  want: CaseArray,
  tolerance: Tolerance,
  slack?: readonly number[],
): string | null {
  return compareWithin(got, want, allowances(want, tolerance, slack), tolerance.bits === true);
}

/** The same, with what each element may be off by. */
export function compareWithin(
  got: TensorData,
  want: CaseArray,
  allowed: readonly number[],
  bits: boolean,
): string | null {
  noteExpectation(got, { want, allowed, bits });
  if (got.dtype !== want.dtype) return `the dtype is ${got.dtype}, expected ${want.dtype}`;
  if (!sameShape(got.shape, want.shape))
    return `the shape is ${printShape(got.shape)}, expected ${printShape(want.shape)}`;
  if (dtypeOf(got.data) !== want.dtype) return `the data is not an array of ${want.dtype}`;
  if (got.data.length !== want.data.length)
    return `there are ${got.data.length} elements, expected ${want.data.length}`;
  let [wrong, first] = [0, -1];
  for (let i = 0; i < want.data.length; i++) {
    if (close(got.data[i]!, want.data[i]!, allowed[i]!, want, bits)) continue;
    if (wrong++ === 0) first = i;
  }
  if (wrong === 0) return null;
  const difference = Math.abs(got.data[first]! - want.data[first]!);
  const size = Number.isFinite(difference)
    ? ` (difference ${difference.toPrecision(3)}, allowed ${allowed[first]!.toPrecision(3)})`
    : '';
  return (
    `element ${indexOf(first, want.shape)} is ${show(got.data[first]!)}, expected ${show(want.data[first]!)}${size}; ` +
    `${wrong} of ${want.data.length} elements differ`
  );
}

function close(got: number, want: number, allowed: number, { dtype }: CaseArray, bits: boolean): boolean {
  const rounded = dtype === 'f32' ? Math.fround(want) : want;
  if (Object.is(got, rounded)) return true;
  if (bits) return false;
  if (got === rounded) return true;
  if (got === 0 && dtype === 'f32' && Math.abs(want) < 2 ** -126) return true;
  return Math.abs(got - want) <= allowed;
}

function indexOf(flat: number, shape: Shape): string {
  const strides = stridesOf(shape);
  return printShape(shape.map((size, axis) => Math.floor(flat / strides[axis]!) % size));
}

function show(x: number): string {
  return Object.is(x, -0) ? '-0' : String(x);
}
