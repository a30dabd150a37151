/** Which ops the host computes as well as ONNX Runtime does, or better. */
import type { OpName } from '@bernoulli/api/ir';

/** Ops that the host runs many at a time in one loop over memory, and those that only rename. */
export const elementWise: ReadonlySet<OpName> = new Set<OpName>([
  'add',
  'sub',
  'mul',
  'div',
  'pow',
  'minimum',
  'maximum',
  'neg',
  'abs',
  'sign',
  'floor',
  'ceil',
  'round',
  'exp',
  'log',
  'log1p',
  'sqrt',
  'sin',
  'cos',
  'tanh',
  'sigmoid',
  'erf',
  'equal',
  'notEqual',
  'less',
  'lessEqual',
  'greater',
  'greaterEqual',
  'and',
  'or',
  'not',
  'isFinite',
  'select',
  'cast',
  'reshape',
  'broadcastTo',
  'stopGradient',
]);

/** Ops that pass over their operand once or twice: for what stands at the end of a step, losses, metrics and norms. */
export const folding: ReadonlySet<OpName> = new Set<OpName>([
  'reduceSum',
  'reduceMax',
  'reduceMin',
  'argMax',
  'softmax',
  'logSoftmax',
]);
