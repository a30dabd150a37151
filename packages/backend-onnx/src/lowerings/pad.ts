/** x with elements of one value put at the ends of each axis. */
import { arrayFrom, type OpAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export const pad: Lowering<OpAttrs<'pad'>> = ([x], { w, attrs: { before, after, value }, type }) => {
  if (x!.shape.includes(0)) return w.filled(type, value);
  if (before.every((n) => n === 0) && after.every((n) => n === 0)) return x!.name;
  const fill = w.constant(arrayFrom(type.dtype, [value]), []);
  return w.node('Pad', [x!.name, w.i64s([...before, ...after]), fill], { mode: 'constant' });
};
