/**
 * The naive meaning of every op, in `f64` arithmetic that is never rounded to `f32` (only `uniform` is exact by nature).
 * It is the oracle that backends and gradients are tested against; it is slow on purpose, and no product code imports it.
 * @module
 */
import type { Backend } from '../backend.ts';
import { kernelBackend } from '../kernel-backend/kernel-backend.ts';
import type { Kernel } from '../kernel-backend/kernel.ts';
import type { Graph, NodeOf, TensorData } from '../graph.ts';
import { resultNodes } from '../loop.ts';
import type { OpName } from '../ops/index.ts';
import { validateInputs } from '../validate-inputs.ts';
import { kernels } from './kernels.ts';
import { make, type Value } from './value.ts';

export type { Value } from './value.ts';

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
    else if (node.op === 'scan') values.push(scan(node, operands));
    else
      values.push(
        (kernels[node.op] as Kernel<Value, Exclude<OpName, 'scan'>>)(operands, {
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

/** A loop: its body interpreted once a step. */
function scan(node: NodeOf<'scan'>, operands: readonly Value[]): Value {
  const { body, length, steps, reverse, result, final } = node.attrs;
  const carries = body.state.length;
  const shown: Graph = { ...body, outputs: [{ name: 'result', node: resultNodes(body)[result]! }] };
  const stacked = make(node, () => 0);
  const size = stacked.data.length / length;
  let carried = Object.fromEntries(body.state.map(({ name }, i) => [name, operands[i]!]));
  for (let i = 0; i < length; i++) {
    const at = reverse ? length - 1 - i : i;
    const inputs = body.inputs.map(({ name }, k) => {
      const whole = operands[carries + k]!;
      return [name, k < steps ? rowOf(whole, at) : whole] as const;
    });
    const { outputs, state } = interpret(shown, Object.fromEntries(inputs), carried);
    carried = state;
    if (!final) stacked.data.set(outputs['result']!.data, at * size);
  }
  return final ? carried[body.state[result]!.name]! : stacked;
}

/** One element of the first axis. */
function rowOf({ dtype, shape, data }: Value, at: number): Value {
  const size = data.length / shape[0]!;
  return { dtype, shape: shape.slice(1), data: data.slice(at * size, (at + 1) * size) };
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
