/** Changes the dtype: `f32` to `i32` drops the fraction and saturates (NaN becomes 0), anything to `bool` is x ≠ 0. */
import { unary } from './elementwise.ts';
import type { Kernel } from './kernel.ts';

const toInteger = (x: number): number => Math.min(Math.max(Math.trunc(x), -0x80000000), 0x7fffffff);

export const cast: Kernel<'cast'> = (spec) => {
  if (spec.attrs.dtype === 'bool') return unary((x) => (x !== 0 ? 1 : 0))(spec);
  if (spec.attrs.dtype === 'i32' && spec.inputs[0]!.dtype === 'f32') return unary(toInteger)(spec);
  return unary((x) => x)(spec);
};
