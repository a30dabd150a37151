/** x in another dtype: `f32` to `i32` drops the fraction, anything to `bool` is x ≠ 0, `bool` to a number is 0 or 1. */
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
