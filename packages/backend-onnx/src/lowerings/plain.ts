/** Ops that ONNX has under another name, with the same meaning: one node, the operands in the same order. */
import type { NoAttrs } from '@bernoulli/api/ir';
import type { Lowering } from './lowering.ts';

export function plain(opType: string): Lowering<NoAttrs> {
  return (inputs, { w }) =>
    w.node(
      opType,
      inputs.map((x) => x.name),
    );
}
