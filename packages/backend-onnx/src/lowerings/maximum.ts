/** The larger of a and b; beside 0 it is `Relu`, which readers know and runtimes fuse. */
import { sameShape, type NoAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export const maximum: Lowering<NoAttrs> = ([a, b], { w, type }) => {
  for (const [x, other] of [
    [a!, b!],
    [b!, a!],
  ] as const)
    if (type.dtype === 'f32' && other.scalar === 0 && sameShape(x.shape, type.shape)) return w.node('Relu', [x.name]);
  return w.node('Max', [a!.name, b!.name]);
};
