/** x inside a larger box of one value. */
import { stridesOf } from '@bernoulli/api/ir';
import { copyRows } from './elementwise.ts';
import type { Kernel } from './kernel.ts';
import { stridedLoop } from './strided-loop.ts';

export const pad: Kernel<'pad'> = ({ attrs: { before, value }, inputs: [x], type: { dtype, shape } }) => {
  const own = stridesOf(shape);
  const start = before.reduce((sum, n, i) => sum + n * own[i]!, 0);
  const copy = copyRows(stridedLoop(x!.shape, [own, stridesOf(x!.shape)], [start, 0]));
  const fill = dtype === 'bool' ? (value ? 1 : 0) : value;
  return ([from], out) => {
    out.fill(fill);
    copy(from!, out);
  };
};
