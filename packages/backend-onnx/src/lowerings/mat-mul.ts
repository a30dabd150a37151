/** Products of matrices: `Gemm` takes the transposes of two matrices as flags; in batches the last two axes are swapped first. */
import type { OpAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';
import type { Value } from './value.ts';
import type { OnnxWriter } from './onnx-writer.ts';

export const matMul: Lowering<OpAttrs<'matMul'>> = ([a, b], { w, attrs: { transposeA, transposeB }, type }) => {
  // A sum over an inner axis of no elements.
  if (a!.shape.includes(0)) return w.filled(type, 0);
  if (type.shape.length === 2 && (transposeA || transposeB))
    return w.node('Gemm', [a!.name, b!.name], { transA: transposeA ? 1 : 0, transB: transposeB ? 1 : 0 });
  return w.node('MatMul', [transposeA ? swapped(w, a!) : a!.name, transposeB ? swapped(w, b!) : b!.name]);
};

function swapped(w: OnnxWriter, x: Value): string {
  const rank = x.shape.length;
  const perm = x.shape.map((_, i) => (i === rank - 1 ? rank - 2 : i === rank - 2 ? rank - 1 : i));
  return w.node('Transpose', [x.name], { perm });
}
