/**
 * x in another dtype. `f32` to `i32` drops the fraction; what is beyond the range becomes the nearer end of it, −2³¹ or
 * 2³¹ − 1, also ±∞, and NaN becomes 0 (`i32.trunc_sat_f32_s` of WebAssembly). `i32` to `f32` rounds to nearest, ties to even.
 * Anything to `bool` is x ≠ 0, which NaN is too, and `bool` to a number is 0 or 1.
 */
import type { DType } from '../dtype.ts';
import type { OpDefinition } from '../op.ts';

export interface CastAttrs {
  readonly dtype: DType;
}

export const cast: OpDefinition<CastAttrs> = {
  kind: 'elementwise',
  arity: 1,
  infer: ([x], { dtype }) => ({ dtype, shape: x!.shape }),
  zeros: 'keeps',
  finite: 'always',
  gradient: ({ inputs: [x], upstream }) => [x!.dtype === 'f32' ? upstream : null],
  expand: null,
};
