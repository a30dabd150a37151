/**
 * The naive meaning of every op, in `f64` arithmetic that is never rounded to `f32` (only `uniform` is exact by nature).
 * It is the oracle that backends and gradients are tested against; it is slow on purpose, and no product code imports it.
 * @module
 */
import type { Backend } from '../backend.ts';
import { erf, roundHalfToEven } from './scalar.ts';
import { each, flatIndex, make, map, reduce, rows, zip, type Value } from './value.ts';
import { kernelBackend } from '../kernel-backend/kernel-backend.ts';
import type { Kernel, KernelTable } from '../kernel-backend/kernel.ts';
import type { Graph, TensorData } from '../graph.ts';
import type { OpName } from '../ops/index.ts';
import { broadcastStrides, stridesOf } from '../shape.ts';
import { uniformOnHost } from '../random/uniform-on-host.ts';
import { validateInputs } from '../validate-inputs.ts';

export type { Value } from './value.ts';

/** One line an op. `i32` wraps because it is stored in an `Int32Array`. */
const kernels: Required<KernelTable<Value>> = {
  stopGradient: map((x) => x),
  add: zip((a, b) => a + b),
  sub: zip((a, b) => a - b),
  mul: (inputs, c) => zip(c.type.dtype === 'i32' ? Math.imul : (a, b) => a * b)(inputs, c),
  div: zip((a, b) => a / b),
  pow: zip((a, b) => a ** b),
  minimum: zip(Math.min),
  maximum: zip(Math.max),
  neg: map((x) => -x),
  abs: map(Math.abs),
  sign: map(Math.sign),
  floor: map(Math.floor),
  ceil: map(Math.ceil),
  round: map(roundHalfToEven),
  exp: map(Math.exp),
  log: map(Math.log),
  log1p: map(Math.log1p),
  sqrt: map(Math.sqrt),
  sin: map(Math.sin),
  cos: map(Math.cos),
  tanh: map(Math.tanh),
  sigmoid: map((x) => (x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x)))),
  erf: map(erf),
  equal: zip((a, b) => +(a === b)),
  notEqual: zip((a, b) => +(a !== b)),
  less: zip((a, b) => +(a < b)),
  lessEqual: zip((a, b) => +(a <= b)),
  greater: zip((a, b) => +(a > b)),
  greaterEqual: zip((a, b) => +(a >= b)),
  and: zip((a, b) => a & b),
  or: zip((a, b) => a | b),
  not: map((x) => 1 - x),
  isFinite: map((x) => +Number.isFinite(x)),
  select: ([c, a, b], { type }) => {
    const [sc, sa, sb] = [c, a, b].map((v) => broadcastStrides(v!.shape, type.shape));
    return make(type, (i) => (c!.data[flatIndex(i, sc!)] ? a!.data[flatIndex(i, sa!)]! : b!.data[flatIndex(i, sb!)]!));
  },
  cast: (inputs, c) => map(c.type.dtype === 'bool' ? (x) => +(x !== 0) : (x) => x)(inputs, c),
  reduceSum: reduce((sum, x) => sum + x, 0, 0),
  reduceMax: reduce(Math.max, -Infinity, -(2 ** 31)),
  reduceMin: reduce(Math.min, Infinity, 2 ** 31 - 1),
  argMax: ([x], { attrs: { axis }, type }) => {
    const strides = stridesOf(x!.shape);
    return make(type, (i) => {
      const at = (k: number): number => x!.data[flatIndex(i.toSpliced(axis, 0, k), strides)]!;
      let best = 0;
      for (let k = 1; k < x!.shape[axis]!; k++) if (at(k) > at(best)) best = k;
      return best;
    });
  },
  softmax: rows((x) => {
    const top = Math.max(...x);
    const powers = x.map((v) => Math.exp(v - top));
    const total = powers.reduce((sum, v) => sum + v, 0);
    return powers.map((v) => v / total);
  }),
  logSoftmax: rows((x) => {
    const top = Math.max(...x);
    const total = Math.log(x.reduce((sum, v) => sum + Math.exp(v - top), 0));
    return x.map((v) => v - top - total);
  }),
  matMul: ([a, b], { attrs: { transposeA, transposeB }, type }) => {
    const swap = (strides: number[]): number[] => [...strides.slice(0, -2), strides.at(-1)!, strides.at(-2)!];
    const sa = transposeA ? swap(stridesOf(a!.shape)) : stridesOf(a!.shape);
    const sb = transposeB ? swap(stridesOf(b!.shape)) : stridesOf(b!.shape);
    const inner = a!.shape.at(transposeA ? -2 : -1)!;
    return make(type, (i) => {
      const [batch, m, n] = [i.slice(0, -2), i.at(-2)!, i.at(-1)!];
      const rhs = b!.shape.length === 2 ? [] : batch;
      let sum = 0;
      for (let k = 0; k < inner; k++)
        sum += a!.data[flatIndex([...batch, m, k], sa)]! * b!.data[flatIndex([...rhs, k, n], sb)]!;
      return sum;
    });
  },
  reshape: map((x) => x),
  transpose: ([x], { attrs: { perm }, type }) => {
    const strides = perm.map((axis) => stridesOf(x!.shape)[axis]!);
    return make(type, (i) => x!.data[flatIndex(i, strides)]!);
  },
  broadcastTo: ([x], { type }) => {
    const strides = broadcastStrides(x!.shape, type.shape);
    return make(type, (i) => x!.data[flatIndex(i, strides)]!);
  },
  slice: ([x], { attrs: { starts }, type }) => {
    const strides = stridesOf(x!.shape);
    return make(
      type,
      (i) =>
        x!.data[
          flatIndex(
            i.map((n, axis) => n + starts[axis]!),
            strides,
          )
        ]!,
    );
  },
  pad: ([x], { attrs: { before, value }, type }) => {
    const strides = stridesOf(x!.shape);
    return make(type, (i) => {
      const from = i.map((n, axis) => n - before[axis]!);
      return from.every((n, axis) => n >= 0 && n < x!.shape[axis]!) ? x!.data[flatIndex(from, strides)]! : value;
    });
  },
  concat: (xs, { attrs: { axis }, type }) =>
    make(type, (i) => {
      let [k, part] = [i[axis]!, 0];
      while (k >= xs[part]!.shape[axis]!) k -= xs[part++]!.shape[axis]!;
      return xs[part]!.data[flatIndex(i.with(axis, k), stridesOf(xs[part]!.shape))]!;
    }),
  gather: ([x, indices], { attrs: { axis }, type }) => {
    const [strides, own] = [stridesOf(x!.shape), stridesOf(indices!.shape)];
    return make(type, (i) => {
      const end = axis + indices!.shape.length;
      const k = clamp(indices!.data[flatIndex(i.slice(axis, end), own)]!, x!.shape[axis]!);
      return x!.data[flatIndex([...i.slice(0, axis), k, ...i.slice(end)], strides)]!;
    });
  },
  scatterAdd: ([indices, updates], { attrs: { axis, size }, type }) => {
    const [strides, own] = [stridesOf(type.shape), stridesOf(indices!.shape)];
    const out = make(type, () => 0);
    each(updates!.shape, (i, position) => {
      const end = axis + indices!.shape.length;
      const k = clamp(indices!.data[flatIndex(i.slice(axis, end), own)]!, size);
      out.data[flatIndex([...i.slice(0, axis), k, ...i.slice(end)], strides)]! += updates!.data[position]!;
    });
    return out;
  },
  iota: (_, { attrs: { axis }, type }) => make(type, (i) => i[axis]!),
  uniform: ([key, offset], { type }) => ({
    ...type,
    data: Float64Array.from(uniformOnHost(key!.data, offset!.data[0]!, type.shape)),
  }),
};

function clamp(index: number, size: number): number {
  return Math.min(Math.max(index, 0), size - 1);
}

/** What a program gives: the outputs, and what each state would become. */
export interface Interpretation {
  readonly outputs: Record<string, Value>;
  readonly state: Record<string, Value>;
}

/**
 * Runs a graph once, on paper. `f32` values go in as `Float32Array` or `Float64Array` and come out as `Float64Array`,
 * unrounded. `commit` is honoured: where it is false, the state comes back as it was. State not handed in is zero.
 *
 * @throws BernoulliError `NAME` for an input that is missing.
 * @example
 * ```ts
 * import { GraphBuilder } from '@bernoulli/api/ir';
 * import { interpret } from '@bernoulli/api/ir/interpret';
 * const b = new GraphBuilder();
 * const graph = b.build({ outputs: { y: b.mul(b.input('x', 'f32', [3]), 2) } });
 * const { outputs } = interpret(graph, { x: { dtype: 'f32', shape: [3], data: Float64Array.of(1, 2, 3) } });
 * [...outputs['y']!.data]; // => [2, 4, 6]
 * ```
 */
export function interpret(
  graph: Graph,
  inputs: Readonly<Record<string, Value | TensorData>>,
  state: Readonly<Record<string, Value | TensorData>> = {},
): Interpretation {
  validateInputs(graph, mapValues(inputs, narrow));
  const names = new Map(graph.state.map(({ name, node }) => [node, name]));
  const values: Value[] = [];
  for (const [id, node] of graph.nodes.entries()) {
    const { dtype, shape } = node;
    const operands = node.inputs.map((i) => values[i]!);
    const carried = names.get(id);
    if (carried !== undefined) values.push(state[carried] ? widen(state[carried]) : make(node, () => 0));
    else if (node.op === 'input') values.push(widen(inputs[node.attrs.name]!));
    else if (node.op === 'constant') values.push(widen({ dtype, shape, data: node.attrs.value }));
    else
      values.push(
        (kernels[node.op] as Kernel<Value, OpName>)(operands, {
          attrs: node.attrs as never,
          inputTypes: operands,
          type: { dtype, shape },
        }),
      );
  }
  const commit = graph.commit === null || values[graph.commit]!.data[0] !== 0;
  return {
    outputs: Object.fromEntries(graph.outputs.map(({ name, node }) => [name, values[node]!])),
    state: Object.fromEntries(
      graph.state.map(({ name, node, next }) => [name, values[commit ? (next ?? node) : node]!]),
    ),
  };
}

/**
 * The interpreter as a backend, for tests that need one. Values are rounded to `f32` where they leave it; carried state
 * stays in `f64` between runs, so a training run has no rounding of its own.
 */
export function interpreter(): Backend {
  return kernelBackend<Value>({
    name: 'interpreter',
    kernels,
    upload: (value) => widen(value, true),
    download: narrow,
  });
}

/** A value in `f64`. */
function widen({ dtype, shape, data }: Value | TensorData, copy = false): Value {
  if (data instanceof Float32Array) return { dtype, shape, data: Float64Array.from(data) };
  return { dtype, shape, data: copy ? data.slice() : data };
}

/** A value as backends hand it out: rounded to `f32`, in an array of its own. */
function narrow({ dtype, shape, data }: Value | TensorData): TensorData {
  return { dtype, shape, data: data instanceof Float64Array ? Float32Array.from(data) : data.slice() };
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([k, v]) => [k, f(v)]));
}
