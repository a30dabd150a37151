/** How results are compared with those of a case: strictly, and what is not counted as passed is told apart from what is wrong. */
import { expect, it } from 'vitest';
import type { ElementType } from '../../packages/backend-onnx/src/proto/element-type.ts';
import { difference, isNoise, roundsOften } from './difference.ts';

const tolerance = { relative: 1e-3, absolute: 1e-7 };
const got = (...data: number[]) => ({ dtype: 'f32', shape: [data.length], data: Float32Array.from(data) }) as const;
const want = (type: ElementType, ...data: number[]) => ({ type, shape: [data.length], data: Float32Array.from(data) });

it('is by ONNX’s tolerances, relative to what is wanted', () => {
  expect(difference(got(1.0009, NaN, -0), want('float', 1, NaN, 0), tolerance)).toBeUndefined();
  expect(difference(got(1.0011), want('float', 1), tolerance)).toContain('1 of 1 differ');
  expect(difference(got(1, 2), want('float', 1), tolerance)).toContain('shape [2], not [1]');
  expect(difference(got(Infinity), want('float', 1e38), tolerance)).toContain('differ');
});

it('is of what a small float holds, to the even one of two', () => {
  // Numbers of bfloat16 around 1 are 2⁻⁷ apart.
  expect(difference(got(1 + 2 ** -8, 1 + 3 * 2 ** -8), want('bfloat16', 1, 1 + 2 ** -6), tolerance)).toBeUndefined();
  expect(difference(got(1.006), want('bfloat16', 1), tolerance)).toContain('1 of 1 differ');
  expect(difference(got(65520), want('float16', Infinity), tolerance)).toBeUndefined();
});

it('tells last digits of a small float from a wrong result', () => {
  expect(roundsOften(got(1.006), want('bfloat16', 1))).toBe(true);
  expect(roundsOften(got(1.05), want('bfloat16', 1))).toBe(false);
  expect(roundsOften(got(1.006), want('float', 1))).toBe(false);
  expect(roundsOften(got(1.2), want('float8e4m3fn', 1))).toBe(false);
});

it('tells what rounding left of 0 from a wrong result', () => {
  expect(isNoise(got(1e-15, 50), want('float', 1.9e-7, 50))).toBe(true);
  expect(isNoise(got(1e-6, 50), want('float', 1.9e-7, 50))).toBe(false);
  expect(isNoise(got(0, 50), want('float', 1e-3, 50))).toBe(false);
  expect(isNoise(got(0, 51), want('float', 0, 50))).toBe(false);
});
