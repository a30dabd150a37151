/** x − log Σ eˣ over the last axis. */
import type { NoAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export const logSoftmax: Lowering<NoAttrs> = ([x], { w }) => w.node('LogSoftmax', [x!.name], { axis: -1 });
