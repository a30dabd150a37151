/** eˣ / Σ eˣ over the last axis. */
import type { NoAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export const softmax: Lowering<NoAttrs> = ([x], { w }) => w.node('Softmax', [x!.name], { axis: -1 });
