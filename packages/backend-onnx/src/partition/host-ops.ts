/** Which ops the host computes as well as ONNX Runtime does, or better. */
import { ops, sizeOf, type Node, type OpName } from '@bernoulli/api/ir';

/** Movements that cost the host nothing, or are part of the loop that reads them. */
const inLoop: ReadonlySet<OpName> = new Set<OpName>(['reshape', 'broadcastTo']);

/** Element-wise ops that the host computes one number at a time, where it runs the others many at a time. */
const oneByOne: ReadonlySet<OpName> = new Set<OpName>(['pow', 'sin', 'cos', 'erf']);

/** Elements up to which that is no slower than an operator of ONNX Runtime. */
const few = 256;

/** True for an op that the host does well in one loop over memory. */
export function suitsLoop({ op, shape }: Node): boolean {
  if (oneByOne.has(op)) return sizeOf(shape) <= few;
  return ops[op].kind === 'elementwise' || inLoop.has(op);
}

/** True for that, and for ops that pass over their operand once or twice: losses, metrics and norms at the end of a step. */
export function suitsEnd(node: Node): boolean {
  return suitsLoop(node) || ops[node.op].kind === 'reduction';
}
