/** Which ops the host computes as well as ONNX Runtime does, or better. */
import { sizeOf, type Node, type OpName } from '@bernoulli/api/ir';

/** Ops that the host runs many at a time in one loop over memory, and those that only rename. */
const elementWise: ReadonlySet<OpName> = new Set<OpName>([
  ...(['add', 'sub', 'mul', 'div', 'minimum', 'maximum', 'neg', 'abs', 'sign', 'floor', 'ceil', 'round'] as const),
  ...(['exp', 'log', 'log1p', 'sqrt', 'tanh', 'sigmoid'] as const),
  ...(['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const),
  ...(['and', 'or', 'not', 'isFinite', 'select', 'cast'] as const),
  ...(['reshape', 'broadcastTo', 'stopGradient'] as const),
]);

/** Element-wise ops that the host computes one number at a time. */
const oneByOne: ReadonlySet<OpName> = new Set<OpName>(['pow', 'sin', 'cos', 'erf']);

/** Elements up to which that is no slower than an operator of ONNX Runtime. */
const few = 256;

/** Ops that pass over their operand once or twice: for what stands at the end of a step, losses, metrics and norms. */
const folding: ReadonlySet<OpName> = new Set<OpName>([
  'reduceSum',
  'reduceMax',
  'reduceMin',
  'argMax',
  'softmax',
  'logSoftmax',
]);

/** True for an element-wise op that is well done on the host. */
export function suitsLoop({ op, shape }: Node): boolean {
  return elementWise.has(op) || (oneByOne.has(op) && sizeOf(shape) <= few);
}

/** True for that and for folds. */
export function suitsEnd(node: Node): boolean {
  return suitsLoop(node) || folding.has(node.op);
}
