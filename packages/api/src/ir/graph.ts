/** A program is frozen plain nodes in a list: each names an op, its operands by index, its attributes and its type. */
import type { DType, TypedArray } from './dtype.ts';
import type { OpAttrs, OpName } from './ops/index.ts';
import type { Shape } from './shape.ts';

/** Position of a node in {@link Graph.nodes}. Operands always come earlier. */
export type NodeId = number;

/** What is known of a value before it exists. */
export interface TensorType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A value: dense, row-major. */
export interface TensorData extends TensorType {
  readonly data: TypedArray;
}

/** A node of one op. */
export interface NodeOf<O extends OpName> extends TensorType {
  readonly op: O;
  readonly inputs: readonly NodeId[];
  readonly attrs: OpAttrs<O>;
  /** The module that wrote the node, as in `simpleNet/dense`. For people; it never changes a result. */
  readonly site?: string;
}

/** A node of any op; `node.op === 'matMul'` narrows its attributes. */
export type Node = { [O in OpName]: NodeOf<O> }[OpName];

/** A value under a name. */
export interface Binding {
  readonly name: string;
  readonly node: NodeId;
}

/** Carried state: an `input` node whose value stays with the backend, and the node that replaces it after a run. */
export interface StateBinding extends Binding {
  /** `null` for state that is only read. */
  readonly next: NodeId | null;
}

/**
 * A whole program. Everything in it is plain data: it can be printed, hashed, stored, and sent to another thread.
 */
export interface Graph {
  readonly irVersion: 1;
  readonly nodes: readonly Node[];
  /** `input` nodes whose values the caller hands in at each run. */
  readonly inputs: readonly Binding[];
  /** Values handed back after each run. */
  readonly outputs: readonly Binding[];
  /** Values that stay. All `next` are computed from the old state, then replace it together. */
  readonly state: readonly StateBinding[];
  /** A `bool` scalar; where it comes out false, the run leaves the state as it was. `null`: always replace. */
  readonly commit: NodeId | null;
}
