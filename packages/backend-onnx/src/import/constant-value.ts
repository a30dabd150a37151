/** Numbers that no run can change, worked out while a file is read: shapes, axes, paddings, and what they are computed from. */
import {
  broadcastStrides,
  isConcrete,
  sizeOf,
  stridesOf,
  toI32,
  type GraphBuilder,
  type Node,
  type NodeId,
  type NodeOf,
  type Shape,
} from '@bernoulli/api/ir';

/** The numbers of a node, or the inputs of the model that it hangs on; no inputs where it cannot be worked out here. */
export type Evaluated = { readonly data: ArrayLike<number> } | { readonly needs: readonly string[] };

/** What is worked out here is small: it says how large other things are. */
const MOST_ELEMENTS = 1 << 16;
/** All that is remembered of one graph. */
const MOST_REMEMBERED = 1 << 22;

type Known = { readonly data: Float64Array; readonly shape: Shape };
type Function = (...x: number[]) => number;

const functions: { readonly [O in Node['op']]?: Function } = {
  add: (a, b) => a! + b!,
  sub: (a, b) => a! - b!,
  mul: (a, b) => a! * b!,
  div: (a, b) => a! / b!,
  pow: (a, b) => a! ** b!,
  minimum: (a, b) => Math.min(a!, b!),
  maximum: (a, b) => Math.max(a!, b!),
  neg: (x) => -x!,
  abs: (x) => Math.abs(x!),
  sign: (x) => Math.sign(x!),
  floor: (x) => Math.floor(x!),
  ceil: (x) => Math.ceil(x!),
  round: (x) => {
    const up = Math.round(x!);
    const isHalf = 0.5 === up - x!;
    return isHalf && up % 2 !== 0 ? up - 1 : up;
  },
  exp: (x) => Math.exp(x!),
  log: (x) => Math.log(x!),
  log1p: (x) => Math.log1p(x!),
  sqrt: (x) => Math.sqrt(x!),
  sin: (x) => Math.sin(x!),
  cos: (x) => Math.cos(x!),
  tanh: (x) => Math.tanh(x!),
  equal: (a, b) => +(a === b),
  notEqual: (a, b) => +(a !== b),
  less: (a, b) => +(a! < b!),
  lessEqual: (a, b) => +(a! <= b!),
  greater: (a, b) => +(a! > b!),
  greaterEqual: (a, b) => +(a! >= b!),
  and: (a, b) => a! & b!,
  or: (a, b) => a! | b!,
  not: (x) => 1 - x!,
  isFinite: (x) => +Number.isFinite(x),
  select: (c, a, b) => (c! ? a! : b!),
  stopGradient: (x) => x!,
};

const reductions: { readonly [O in Node['op']]?: readonly [from: number, fromInteger: number, Function] } = {
  reduceSum: [0, 0, (a, b) => a! + b!],
  reduceMax: [-Infinity, -(2 ** 31), (a, b) => Math.max(a!, b!)],
  reduceMin: [Infinity, 2 ** 31 - 1, (a, b) => Math.min(a!, b!)],
};

interface Memory {
  readonly values: Map<NodeId, Known | ReadonlySet<string>>;
  elements: number;
}

const memories = new WeakMap<GraphBuilder, Memory>();

function memoryOf(b: GraphBuilder): Memory {
  let memory = memories.get(b);
  if (memory === undefined) memories.set(b, (memory = { values: new Map(), elements: 0 }));
  return memory;
}

/** Says that a node may be anything: what stands for a value that changes from one step of a loop to the next. */
export function hide(b: GraphBuilder, id: NodeId): void {
  memoryOf(b).values.set(id, new Set());
}

/** Works a node out, and remembers it with the builder. */
export function evaluate(b: GraphBuilder, id: NodeId): Evaluated {
  const memory = memoryOf(b);
  const { values } = memory;
  // Operands come earlier: an own stack, since chains of nodes may be longer than that of calls.
  const stack = [id];
  while (stack.length > 0) {
    const at = stack.at(-1)!;
    if (values.has(at)) {
      stack.pop();
      continue;
    }
    const node = b.at(at);
    const waiting = node.inputs.filter((input) => !values.has(input));
    if (waiting.length > 0) stack.push(...waiting);
    else {
      const made =
        memory.elements > MOST_REMEMBERED
          ? new Set<string>()
          : workOut(
              node,
              node.inputs.map((input) => values.get(input)!),
            );
      if (!(made instanceof Set)) memory.elements += (made as Known).data.length;
      values.set(stack.pop()!, made);
    }
  }
  const found = values.get(id)!;
  return found instanceof Set ? { needs: [...found] } : { data: (found as Known).data };
}

function workOut(node: Node, operands: readonly (Known | ReadonlySet<string>)[]): Known | ReadonlySet<string> {
  if (node.op === 'input') return new Set([node.attrs.name]);
  const missing = operands.filter((operand) => operand instanceof Set);
  if (missing.length > 0) return new Set(missing.flatMap((names) => [...(names as ReadonlySet<string>)]));
  if (!isConcrete(node.shape) || sizeOf(node.shape) > MOST_ELEMENTS) return new Set();
  const data = numbersOf(node, operands as readonly Known[]);
  return data === undefined ? new Set() : { data, shape: node.shape };
}

function numbersOf(node: Node, xs: readonly Known[]): Float64Array | undefined {
  const f = functions[node.op];
  if (f !== undefined) {
    const out = gathered(node, xs, (x) => broadcastStrides(x.shape, node.shape), f);
    return rounded(out, node);
  }
  const reduction = reductions[node.op];
  if (reduction !== undefined) return reduced(node as NodeOf<'reduceSum'>, xs[0]!, reduction);
  switch (node.op) {
    case 'constant':
      return Float64Array.from(node.attrs.value);
    case 'iota':
      return picked(node.shape, (index) => index[node.attrs.axis]!);
    case 'cast':
      return node.dtype === 'bool'
        ? xs[0]!.data.map((x) => +(x !== 0))
        : node.dtype === 'i32'
          ? xs[0]!.data.map(toI32)
          : xs[0]!.data;
    case 'reshape':
      return xs[0]!.data;
    case 'broadcastTo':
      return gathered(
        node,
        xs,
        (x) => broadcastStrides(x.shape, node.shape),
        (x) => x!,
      );
    case 'transpose':
      return gathered(
        node,
        xs,
        (x) => node.attrs.perm.map((axis) => stridesOf(x.shape)[axis]!),
        (x) => x!,
      );
    case 'slice':
      return picked(node.shape, (index) =>
        read(
          xs[0]!,
          index.map((n, i) => n + node.attrs.starts[i]!),
        ),
      );
    case 'pad':
      return picked(node.shape, (index) => {
        const from = index.map((n, i) => n - node.attrs.before[i]!);
        return from.every((n, i) => n >= 0 && n < xs[0]!.shape[i]!) ? read(xs[0]!, from) : node.attrs.value;
      });
    case 'concat':
      return picked(node.shape, (index) => {
        let [k, part] = [index[node.attrs.axis]!, 0];
        while (k >= xs[part]!.shape[node.attrs.axis]!) k -= xs[part++]!.shape[node.attrs.axis]!;
        return read(xs[part]!, index.with(node.attrs.axis, k));
      });
    case 'gather': {
      const { axis } = node.attrs;
      const [x, indices] = [xs[0]!, xs[1]!];
      return picked(node.shape, (index) => {
        const end = axis + indices.shape.length;
        const k = Math.min(Math.max(read(indices, index.slice(axis, end)), 0), x.shape[axis]! - 1);
        return read(x, [...index.slice(0, axis), k, ...index.slice(end)]);
      });
    }
    default:
      return undefined;
  }
}

/** Integers wrap, and floats have the precision of the graph. */
function rounded(out: Float64Array, { dtype }: Node): Float64Array {
  return dtype === 'i32' ? out.map((x) => x | 0) : dtype === 'f32' ? out.map(Math.fround) : out;
}

function read({ data, shape }: Known, index: readonly number[]): number {
  const strides = stridesOf(shape);
  return data[index.reduce((at, n, i) => at + n * strides[i]!, 0)]!;
}

function picked(shape: Shape, element: (index: readonly number[]) => number): Float64Array {
  const out = new Float64Array(sizeOf(shape));
  const index = shape.map(() => 0);
  for (let at = 0; at < out.length; at++) {
    out[at] = element(index);
    for (let axis = shape.length - 1; axis >= 0 && ++index[axis]! === shape[axis]; axis--) index[axis] = 0;
  }
  return out;
}

function gathered(
  node: Node,
  xs: readonly Known[],
  strides: (x: Known) => readonly number[],
  f: Function,
): Float64Array {
  const all = xs.map(strides);
  return picked(node.shape, (index) =>
    f(...xs.map(({ data }, k) => data[index.reduce((at, n, i) => at + n * all[k]![i]!, 0)]!)),
  );
}

function reduced(
  node: NodeOf<'reduceSum'>,
  x: Known,
  [from, fromInteger, f]: readonly [number, number, Function],
): Float64Array {
  const { axes } = node.attrs;
  const out = new Float64Array(sizeOf(node.shape)).fill(node.dtype === 'i32' ? fromInteger : from);
  const kept = stridesOf(x.shape.map((n, axis) => (axes.includes(axis) ? 1 : n)));
  const strides = kept.map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  let at = 0;
  picked(x.shape, (index) => {
    const to = index.reduce((sum, n, i) => sum + n * strides[i]!, 0);
    out[to] = f(out[to]!, x.data[at++]!);
    return 0;
  });
  return out;
}
