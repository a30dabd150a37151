/** The random primitive: one call a site of the model-local function `Uniform`. */
import { isConcrete, sizeOf, type OpAttrs, type Shape } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';
import type { OnnxWriter } from './onnx-writer.ts';
import { uniformFunction } from './uniform-function.ts';

export const uniform: Lowering<OpAttrs<'uniform'>> = ([key, offset], { w, attrs: { shape } }) =>
  w.call(uniformFunction, [key!.name, offset!.name, elements(w, shape.slice(1)), w.shape(shape)]);

/** How many elements a row has. */
function elements(w: OnnxWriter, row: Shape): string {
  return isConcrete(row)
    ? w.constant(BigInt64Array.of(BigInt(sizeOf(row))), [])
    : w.node('ReduceProd', [w.shape(row)], { keepdims: 0 });
}
