/** The second door for backend authors: one function per op, and `kernelBackend` makes a backend of them. */
import type { BackendDetails } from '../backend.ts';
import type { Graph, Node, NodeId, TensorData, TensorType } from '../graph.ts';
import type { OpAttrs, OpName } from '../ops/index.ts';
import type { Shape } from '../shape.ts';

/** What a kernel is told beside its operands. */
export interface KernelContext<A> {
  readonly attrs: A;
  /** Types of the operands. */
  readonly inputTypes: readonly TensorType[];
  /** Type of the result, from the op's own shape rule. */
  readonly type: TensorType;
}

/**
 * Computes one op. `T` is the engine's own tensor. It returns a tensor of its own, also where it returns its operand
 * unchanged: each tensor is disposed once. An operand is never written to.
 */
export type Kernel<T, O extends OpName> = (inputs: readonly T[], context: KernelContext<OpAttrs<O>>) => T;

/** Ops that `kernelBackend` deals with itself. */
export type HostOp = 'input' | 'constant';

/**
 * Ops that need no kernel: the host draws, a convolution is a product of matrices, and a loop runs its body by the kernels of the table. A
 * kernel of its own is faster.
 */
export type SparedOp = 'uniform' | 'conv' | 'convInput' | 'convKernel' | 'scan';

/** A kernel for every op but those that need none. */
export type KernelTable<T> = { readonly [O in Exclude<OpName, HostOp | SparedOp>]: Kernel<T, O> } & {
  readonly [O in SparedOp]?: Kernel<T, O>;
};

/** Another way to the value of a node, past some of the nodes in between. */
export interface Fusion<T> {
  readonly node: NodeId;
  /** The values it is computed from. They come before the node. */
  readonly inputs: readonly NodeId[];
  /** Computes the value, as a {@link Kernel} does. Without it the node's own kernel does, on these inputs. */
  readonly compute?: (inputs: readonly T[]) => T;
}

export interface KernelBackendDefinition<T> {
  readonly name: string;
  /**
   * Third parties may hand in a part. What a graph needs and the table lacks is written in simpler ops, where it can be; what is
   * left is named, all of it, at compile time. So a table goes on working when the library gains an op that has an expansion.
   */
  readonly kernels: Partial<KernelTable<T>>;
  /**
   * Whether the table's kernel computes a node, by its attributes and the types of its operands. Asked once the engine has started, of ops
   * that can be written in simpler ones; where it says no, they are. Left out: always.
   */
  readonly takes?: (node: Node, operands: readonly TensorType[]) => boolean;
  /**
   * Called once for each compiled graph, expanded, when the engine has started: says which nodes are computed in another way than by
   * their own kernel, one fusion for a node. Nodes that nobody reads any more are left out.
   */
  readonly fuse?: (graph: Graph) => readonly Fusion<T>[];
  /**
   * Draws the `uniform` op of a key and an offset in rows on the engine, to the bit. Left out, or where it returns `undefined`,
   * the host draws and uploads.
   */
  readonly draw?: (key: ArrayLike<number>, offset: number, shape: Shape) => T | undefined;
  /** Awaited before the first graph is compiled: start the engine here. */
  readonly ready?: () => Promise<void>;
  /** The backend's `details`, asked for when the engine has started. */
  readonly details?: () => BackendDetails;
  /** Brings a value to the engine. The array is the caller's: copy what you keep. */
  readonly upload: (value: TensorData) => T;
  /** Brings a value back, in an array of its own that the caller may keep and write to. */
  readonly download: (tensor: T, type: TensorType) => TensorData | Promise<TensorData>;
  /** Frees a tensor. */
  readonly dispose?: (tensor: T) => void;
}
