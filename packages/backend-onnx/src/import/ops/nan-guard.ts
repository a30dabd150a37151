/** A largest element that our exporter wrote with NaN looked for apart, because ONNX Runtime passes over it: with us it is one op again. */
import type { GraphBuilder, Node, NodeId } from '@bernoulli/api/ir';
import type { Tensor } from '@bernoulli/api';

/** The operand of a node that is one op, and nothing else. */
function operandOf<O extends Node['op']>(b: GraphBuilder, id: NodeId, op: O): NodeId | undefined {
  const node = b.at(id);
  return node.op === op ? node.inputs[0] : undefined;
}

/** True where `value` is an extreme of x over some axes, and `condition` says whether NaN is among the same elements: `value` is then NaN by itself. */
export function isNaNGuard(condition: Tensor, instead: Tensor, value: Tensor): boolean {
  const { b } = value;
  const [constant, extreme] = [b.at(instead.ref.id), b.at(value.ref.id)];
  if (constant.op !== 'constant' || constant.attrs.value.length !== 1 || !Number.isNaN(constant.attrs.value[0]))
    return false;
  if (extreme.op !== 'reduceMax' && extreme.op !== 'reduceMin') return false;
  const found = operandOf(b, condition.ref.id, 'cast');
  const any = found === undefined ? undefined : b.at(found);
  if (any?.op !== 'reduceMax') return false;
  const marks = operandOf(b, any.inputs[0]!, 'cast');
  const test = marks === undefined ? undefined : b.at(marks);
  if (test?.op !== 'notEqual' || test.inputs[0] !== test.inputs[1] || test.inputs[0] !== extreme.inputs[0])
    return false;
  return any.attrs.axes.join() === extreme.attrs.axes.join() && any.attrs.keepDims === extreme.attrs.keepDims;
}
