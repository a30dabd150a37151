/** Picks along an axis. */
import type { OpAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';
import { clampIndex } from './clamp-index.ts';

export const gather: Lowering<OpAttrs<'gather'>> = ([x, indices], { w, attrs: { axis } }) =>
  w.node('Gather', [x!.name, clampIndex(w, indices!.name, x!.shape[axis]!)], { axis });
