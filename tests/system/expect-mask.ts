/** What a runtime drew beside what the library draws. */
import type { TensorData, TensorValue } from '@bernoulli/api';
import { expect } from 'vitest';
import { expectClose } from '../oracles/expect-close.ts';

/** Numbers, not coins, pass through logarithms and sines, whose last bits runtimes round as they like. */
const LAST_BITS = 1e-6;

/** Coins are the same, bit for bit; numbers up to the rounding of `f32`. */
export function expectMask(got: ArrayLike<number>, mask: TensorData | TensorValue, label: string): void {
  if (mask.dtype === 'bool') expect(Array.from(got, Number), label).toEqual(Array.from(mask.data, Number));
  else expectClose(got, mask.data as Float32Array, LAST_BITS, label);
}
