/** x repeated over a shape. */
import { sameShape } from '@bernoulli/api/ir';
import type { KernelOf } from './kernel.ts';
import { spread } from './spread.ts';

export const broadcastTo: KernelOf<'broadcastTo'> =
  (engine) =>
  ([x], { type }) =>
    sameShape(x!.shape, type.shape) ? engine.share(x!) : engine.tidy(() => spread(engine, x!, type.shape));
