/** x repeated until it has the shape. */
import type { OpAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export const broadcastTo: Lowering<OpAttrs<'broadcastTo'>> = ([x], { w, attrs: { shape } }) =>
  w.node('Expand', [x!.name, w.shape(shape)]);
