/**
 * The kernel interface: what a program is, what each op means, and what a backend implements to run one.
 * A leaf: it imports nothing from the rest of the library.
 * @module
 */
export type { Backend, BackendDetails, CompileOptions, Executable, InPlace, Values } from './backend.ts';
export { bind } from './analysis/bind.ts';
export { fillOf, isConstant, scalarOf } from './analysis/constants.ts';
export { endsOf } from './analysis/ends.ts';
export { expandOps } from './analysis/expand-ops.ts';
export { loopsIn, nodesWithin } from './analysis/loops.ts';
export { peakBytes } from './analysis/peak-bytes.ts';
export { phasesOf, type Phase } from './analysis/phases.ts';
export { dependenciesOf, dependentsOf } from './analysis/reach.ts';
export { reluSigns } from './analysis/relu-signs.ts';
export { requireMemory } from './analysis/require-memory.ts';
export { rewrite, type RewriteOptions, type RewriteRule } from './analysis/rewrite.ts';
export { usersOf } from './analysis/users.ts';
export { GraphBuilder, type GraphEnds, type Operand, type Ref } from './builder.ts';
export { check } from './check.ts';
export { eachTerm, type ConvAttrs, type ConvShapes, type SizedConvAttrs } from './convolution.ts';
export * from './config/index.ts';
export { allocate, arrayFrom, dtypeOf, toI32, type ArrayOf, type DType, type TypedArray } from './dtype.ts';
export { BernoulliError, fail, type ErrorCode, type Problem } from './errors.ts';
export { gradients } from './grad.ts';
export { frozenGraph } from './frozen-graph.ts';
export type { Binding, Graph, Node, NodeId, NodeOf, StateBinding, TensorData, TensorType } from './graph.ts';
export { hash } from './hash.ts';
export { hashPath } from './random/hash-path.ts';
export type { ReduceAttrs } from './infer.ts';
export type {
  Fusion,
  HostOp,
  Kernel,
  KernelBackendDefinition,
  KernelContext,
  KernelTable,
} from './kernel-backend/kernel.ts';
export { kernelBackend, requireConcrete } from './kernel-backend/kernel-backend.ts';
export type {
  Expansion,
  ExpansionContext,
  Finiteness,
  GradientContext,
  GradientRule,
  NoAttrs,
  OpDefinition,
  OpKind,
  Zeros,
} from './op.ts';
export { opNames, ops, type OpAttrs, type OpName, type OpTable } from './ops/index.ts';
export { resultNodes, sameLoop, stepOf, type ScanAttrs } from './loop.ts';
export { Mutex } from './mutex.ts';
export { print } from './print.ts';
export { addSizes, resolveSize, ruleOf, sizeFrom, sizesApart, sizeText, type SizeRule } from './open-size.ts';
export { StateCells, stateNames } from './kernel-backend/state-cells.ts';
export {
  BATCH,
  broadcast,
  broadcastStrides,
  fillShape,
  isConcrete,
  MAX_AXES,
  printShape,
  resolveAxis,
  sameShape,
  sizeOf,
  stridesOf,
  type Shape,
} from './shape.ts';
export { asGiven, listed } from './show.ts';
export { simplify, type SimplifyOptions } from './analysis/simplify/simplify.ts';
export { fillBits, fillUniform, foldIn, key, split, threefry2x32, type Key } from './random/threefry.ts';
export { uniformOnHost } from './random/uniform-on-host.ts';
export { unfold } from './unfold.ts';
export { validateInputs, validateValue } from './validate-inputs.ts';
export { warn, warnOnce } from './warn.ts';
export type { LoopRequest, WrittenLoop } from './write-loop.ts';
