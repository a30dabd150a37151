/** Changes the dtype: `f32` to `i32` drops the fraction and saturates (NaN becomes 0), anything to `bool` is x ≠ 0. */
import { toI32 } from '@bernoulli/api/ir';
import { unary } from './elementwise.ts';
import type { Kernel } from './kernel.ts';

export const cast: Kernel<'cast'> = (spec) => {
  if (spec.attrs.dtype === 'bool') return unary((x) => (x !== 0 ? 1 : 0))(spec);
  if (spec.attrs.dtype === 'i32' && spec.inputs[0]!.dtype === 'f32') return unary(toI32)(spec);
  return unary((x) => x)(spec);
};
