/** Writes graphs: each method appends one node and returns a reference to it. */
import type { ConvAttrs, SizedConvAttrs } from './convolution.ts';
import type { DType, TypedArray } from './dtype.ts';
import { BernoulliError, fail } from './errors.ts';
import type { Binding, Graph, Node, NodeId, StateBinding, TensorType } from './graph.ts';
import { ops, type OpAttrs, type OpName } from './ops/index.ts';
import { printShape, sameShape, type Shape } from './shape.ts';
import { writeLoop, type LoopRequest, type WrittenLoop } from './write-loop.ts';

/** A node seen from outside: where it stands and what type it has. */
export interface Ref extends TensorType {
  readonly id: NodeId;
}

/** A reference, or a number that becomes an `f32` (or, beside an `i32` operand, `i32`) scalar constant. */
export type Operand = Ref | number;

/** What `build` is told about the ends of the graph. */
export interface GraphEnds {
  readonly outputs: Readonly<Record<string, Ref>>;
  readonly state?: readonly { readonly name: string; readonly node: Ref; readonly next: Ref | null }[];
  readonly commit?: Ref | null;
}

/**
 * Builds a {@link Graph}. Every node is type-checked as it is written, so an error points at the line that wrote it.
 *
 * @example
 * ```ts
 * import { GraphBuilder, print } from '@bernoulli/api/ir';
 * const b = new GraphBuilder();
 * const x = b.input('x', 'f32', [2, 3]);
 * const graph = b.build({ outputs: { y: b.mul(b.exp(x), 2) } });
 * graph.nodes.map((n) => n.op).join(' '); // => 'input exp constant mul'
 * ```
 */
export class GraphBuilder {
  /** The module now writing: it stands in error messages and on the nodes. */
  site: string | undefined;
  readonly #nodes: Node[] = [];

  /** A builder that goes on where a graph ends: the graph's node ids stay what they were. */
  static from(graph: Graph): GraphBuilder {
    const builder = new GraphBuilder();
    for (const node of graph.nodes) builder.#nodes.push(node);
    return builder;
  }

  /** The type and history of a node written earlier. */
  at(id: NodeId): Node {
    return this.#nodes[id] ?? fail('GRAPH', { who: 'GraphBuilder', what: 'no such node', received: id });
  }

  get size(): number {
    return this.#nodes.length;
  }

  ref(id: NodeId): Ref {
    const { dtype, shape } = this.at(id);
    return { id, dtype, shape };
  }

  /** Appends a node of any op. */
  node<O extends OpName>(op: O, inputs: readonly Ref[], attrs: OpAttrs<O>): Ref {
    const definition = ops[op];
    if (definition === undefined) fail('GRAPH', { who: 'GraphBuilder', what: 'there is no such op', received: op });
    const { arity } = definition;
    if (arity === null ? inputs.length === 0 : inputs.length !== arity)
      fail('GRAPH', { who: op, what: `takes ${arity ?? 'one or more'} inputs`, received: inputs.length });
    for (const { id, dtype, shape } of inputs)
      if (!(id >= 0 && id < this.#nodes.length))
        fail('GRAPH', {
          who: op,
          at: this.site,
          what: 'takes values of the graph that is being written',
          received: `${dtype}${printShape(shape)} of another`,
        });
    const type = this.#infer(op, inputs, attrs);
    const node = {
      op,
      inputs: Object.freeze(inputs.map((r) => r.id)),
      attrs: Object.freeze(attrs),
      dtype: type.dtype,
      shape: Object.freeze([...type.shape]),
      ...(this.site === undefined ? {} : { site: this.site }),
    };
    return this.ref(this.#nodes.push(Object.freeze(node) as unknown as Node) - 1);
  }

  #infer<O extends OpName>(op: O, inputs: readonly Ref[], attrs: OpAttrs<O>): TensorType {
    try {
      return (ops[op].infer as (i: readonly TensorType[], a: OpAttrs<O>) => TensorType)(inputs, attrs);
    } catch (error) {
      if (!BernoulliError.is(error) || this.site === undefined || error.problem.at !== undefined) throw error;
      throw new BernoulliError(error.code, { ...error.problem, at: this.site });
    }
  }

  input(name: string, dtype: DType, shape: Shape): Ref {
    return this.node('input', [], { name, dtype, shape });
  }

  /** A constant array; its dtype follows from the kind of array. */
  constant(value: TypedArray, shape: Shape = [value.length]): Ref {
    return this.node('constant', [], { value, shape });
  }

  scalar(value: number, dtype: DType = 'f32'): Ref {
    const data =
      dtype === 'f32' ? Float32Array.of(value) : dtype === 'i32' ? Int32Array.of(value) : Uint8Array.of(value);
    return this.constant(data, []);
  }

  #pair(a: Operand, b: Operand): [Ref, Ref] {
    const like = typeof a !== 'number' ? a : typeof b !== 'number' ? b : undefined;
    const lift = (x: Operand): Ref => (typeof x === 'number' ? this.scalar(x, like?.dtype ?? 'f32') : x);
    return [lift(a), lift(b)];
  }

  add = (a: Operand, b: Operand): Ref => this.node('add', this.#pair(a, b), {});
  sub = (a: Operand, b: Operand): Ref => this.node('sub', this.#pair(a, b), {});
  mul = (a: Operand, b: Operand): Ref => this.node('mul', this.#pair(a, b), {});
  div = (a: Operand, b: Operand): Ref => this.node('div', this.#pair(a, b), {});
  pow = (a: Operand, b: Operand): Ref => this.node('pow', this.#pair(a, b), {});
  minimum = (a: Operand, b: Operand): Ref => this.node('minimum', this.#pair(a, b), {});
  maximum = (a: Operand, b: Operand): Ref => this.node('maximum', this.#pair(a, b), {});
  equal = (a: Operand, b: Operand): Ref => this.node('equal', this.#pair(a, b), {});
  notEqual = (a: Operand, b: Operand): Ref => this.node('notEqual', this.#pair(a, b), {});
  less = (a: Operand, b: Operand): Ref => this.node('less', this.#pair(a, b), {});
  lessEqual = (a: Operand, b: Operand): Ref => this.node('lessEqual', this.#pair(a, b), {});
  greater = (a: Operand, b: Operand): Ref => this.node('greater', this.#pair(a, b), {});
  greaterEqual = (a: Operand, b: Operand): Ref => this.node('greaterEqual', this.#pair(a, b), {});
  and = (a: Ref, b: Ref): Ref => this.node('and', [a, b], {});
  or = (a: Ref, b: Ref): Ref => this.node('or', [a, b], {});
  not = (x: Ref): Ref => this.node('not', [x], {});
  neg = (x: Ref): Ref => this.node('neg', [x], {});
  abs = (x: Ref): Ref => this.node('abs', [x], {});
  sign = (x: Ref): Ref => this.node('sign', [x], {});
  floor = (x: Ref): Ref => this.node('floor', [x], {});
  ceil = (x: Ref): Ref => this.node('ceil', [x], {});
  round = (x: Ref): Ref => this.node('round', [x], {});
  exp = (x: Ref): Ref => this.node('exp', [x], {});
  log = (x: Ref): Ref => this.node('log', [x], {});
  log1p = (x: Ref): Ref => this.node('log1p', [x], {});
  sqrt = (x: Ref): Ref => this.node('sqrt', [x], {});
  sin = (x: Ref): Ref => this.node('sin', [x], {});
  cos = (x: Ref): Ref => this.node('cos', [x], {});
  tanh = (x: Ref): Ref => this.node('tanh', [x], {});
  sigmoid = (x: Ref): Ref => this.node('sigmoid', [x], {});
  erf = (x: Ref): Ref => this.node('erf', [x], {});
  isFinite = (x: Ref): Ref => this.node('isFinite', [x], {});
  softmax = (x: Ref): Ref => this.node('softmax', [x], {});
  logSoftmax = (x: Ref): Ref => this.node('logSoftmax', [x], {});
  stopGradient = (x: Ref): Ref => this.node('stopGradient', [x], {});
  cast = (x: Ref, dtype: DType): Ref => (x.dtype === dtype ? x : this.node('cast', [x], { dtype }));

  select = (condition: Ref, a: Operand, b: Operand): Ref => this.node('select', [condition, ...this.#pair(a, b)], {});

  reduceSum = (x: Ref, axes: readonly number[] = allAxes(x), keepDims = false): Ref =>
    this.node('reduceSum', [x], { axes, keepDims });
  reduceMax = (x: Ref, axes: readonly number[] = allAxes(x), keepDims = false): Ref =>
    this.node('reduceMax', [x], { axes, keepDims });
  reduceMin = (x: Ref, axes: readonly number[] = allAxes(x), keepDims = false): Ref =>
    this.node('reduceMin', [x], { axes, keepDims });
  argMax = (x: Ref, axis: number): Ref => this.node('argMax', [x], { axis });

  matMul = (a: Ref, b: Ref, { transposeA = false, transposeB = false } = {}): Ref =>
    this.node('matMul', [a, b], { transposeA, transposeB });
  conv = (x: Ref, kernel: Ref, attrs: ConvAttrs): Ref => this.node('conv', [x, kernel], attrs);
  convInput = (y: Ref, kernel: Ref, attrs: SizedConvAttrs): Ref => this.node('convInput', [y, kernel], attrs);
  convKernel = (x: Ref, y: Ref, attrs: SizedConvAttrs): Ref => this.node('convKernel', [x, y], attrs);

  reshape = (x: Ref, shape: Shape): Ref => (sameShape(x.shape, shape) ? x : this.node('reshape', [x], { shape }));
  transpose = (x: Ref, perm: readonly number[]): Ref => this.node('transpose', [x], { perm });
  broadcastTo = (x: Ref, shape: Shape): Ref =>
    sameShape(x.shape, shape) ? x : this.node('broadcastTo', [x], { shape });
  slice = (x: Ref, starts: readonly number[], sizes: Shape): Ref => this.node('slice', [x], { starts, sizes });
  pad = (x: Ref, before: readonly number[], after: readonly number[], value = 0): Ref =>
    this.node('pad', [x], { before, after, value });
  concat = (xs: readonly Ref[], axis: number): Ref => this.node('concat', xs, { axis });
  gather = (x: Ref, indices: Ref, axis = 0): Ref => this.node('gather', [x, indices], { axis });
  scatterAdd = (indices: Ref, updates: Ref, size: number, axis = 0): Ref =>
    this.node('scatterAdd', [indices, updates], { axis, size });
  iota = (shape: Shape, axis: number): Ref => this.node('iota', [], { shape, axis });
  uniform = (key: Ref, shape: Shape, offset: Ref = this.scalar(0, 'i32')): Ref =>
    this.node('uniform', [key, offset], { shape });

  /** A loop over the first axis of some values. Results that are asked for are nodes of the op `scan`. */
  scan = (loop: LoopRequest): WrittenLoop => writeLoop(this, new GraphBuilder(), loop);

  /** Folds a broadcast back: sums `x` over the axes along which an array of shape `shape` was repeated to give it. */
  sumTo(x: Ref, shape: Shape): Ref {
    if (sameShape(x.shape, shape)) return x;
    const lead = x.shape.length - shape.length;
    const axes = x.shape.flatMap((n, i) => (i < lead || (shape[i - lead] === 1 && n !== 1) ? [i] : []));
    return this.reshape(axes.length === 0 ? x : this.reduceSum(x, axes), shape);
  }

  /** A size as an `i32` scalar, also one that only a run knows. */
  sizeScalar(size: number): Ref {
    if (size >= 0) return this.scalar(size, 'i32');
    return this.reduceSum(this.broadcastTo(this.scalar(1, 'i32'), [size]), [0]);
  }

  /** Freezes what was written. Inputs are the `input` nodes that no state binding claims, in the order of writing. */
  build({ outputs, state = [], commit = null }: GraphEnds): Graph {
    const claimed = new Set(state.map((s) => s.node.id));
    for (const { name, node, next } of state)
      if (next !== null && (next.dtype !== node.dtype || !sameShape(next.shape, node.shape)))
        fail('GRAPH', {
          who: `state ${name}`,
          what: `its next value must be ${node.dtype}${printShape(node.shape)}`,
          received: `${next.dtype}${printShape(next.shape)}`,
        });
    const inputs: Binding[] = [];
    this.#nodes.forEach((node, id) => {
      if (node.op === 'input' && !claimed.has(id)) inputs.push({ name: node.attrs.name, node: id });
    });
    return freeze({
      nodes: this.#nodes.slice(),
      inputs,
      outputs: Object.entries(outputs).map(([name, ref]) => ({ name, node: ref.id })),
      state: state.map(({ name, node, next }) => ({ name, node: node.id, next: next?.id ?? null })),
      commit: commit?.id ?? null,
    });
  }
}

function freeze(parts: Omit<Graph, 'irVersion'>): Graph {
  return Object.freeze({
    irVersion: 1,
    nodes: Object.freeze(parts.nodes),
    inputs: Object.freeze(parts.inputs.map((i) => Object.freeze(i))),
    outputs: Object.freeze(parts.outputs.map((o) => Object.freeze(o))),
    state: Object.freeze(parts.state.map((s: StateBinding) => Object.freeze(s))),
    commit: parts.commit,
  });
}

function allAxes(x: Ref): number[] {
  return x.shape.map((_, i) => i);
}
