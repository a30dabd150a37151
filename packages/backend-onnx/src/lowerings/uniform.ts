/** The random primitive: one call a site of the model-local function `Uniform`. */
import { sizeOf, type OpAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';
import { uniformFunction } from './uniform-function.ts';

export const uniform: Lowering<OpAttrs<'uniform'>> = ([key, offset], { w, attrs: { shape } }) =>
  w.call(uniformFunction, [
    key!.name,
    offset!.name,
    w.constant(BigInt64Array.of(BigInt(sizeOf(shape.slice(1)))), []),
    w.shape(shape),
  ]);
