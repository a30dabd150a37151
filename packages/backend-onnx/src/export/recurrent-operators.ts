/** Loops that are an LSTM, a GRU or a simple recurrent network, as the operators that ONNX has for them. */
import {
  GraphBuilder,
  resultNodes,
  type Graph,
  type NodeId,
  type NodeOf,
  type Ref,
  type Shape,
} from '@bernoulli/api/ir';
import type { OnnxWriter } from '../lowerings/onnx-writer.ts';
import { sameTerms } from './same-terms.ts';

/** What a loop is, and where its operands are in the graph. */
export interface RecurrentOperator {
  readonly kind: Kind;
  readonly units: number;
  readonly reverse: boolean;
  /** The sequence, `[steps, batch, features]`. */
  readonly x: NodeId;
  /** `[features, gates · units]`. */
  readonly kernel: NodeId;
  /** Side by side they are `[units, gates · units]`. */
  readonly recurrentKernels: readonly NodeId[];
  /** Of the inputs, and of the states: `[gates · units]` each. */
  readonly biases: readonly [NodeId | undefined, NodeId | undefined];
  /** The states to begin with, `[batch, units]`, where one is not 0. */
  readonly initial: readonly NodeId[];
  /** All nodes that it reads. */
  readonly inputs: readonly NodeId[];
}

/** A step from what is projected, the states and what the steps share to the next states. */
type Law = (b: GraphBuilder, projected: Ref, states: readonly Ref[], shared: readonly Ref[]) => Ref[];

interface Kind {
  readonly opType: 'LSTM' | 'GRU' | 'RNN';
  readonly states: number;
  /** For each gate of the operator, its place in the weights. */
  readonly gates: readonly number[];
  readonly attributes: Readonly<Record<string, { readonly int: number }>>;
  /** Shapes of what the steps share: recurrent kernels, then a bias or none. */
  shared(units: number): readonly Shape[];
  readonly kernels: number;
  readonly law: Law;
}

const part = (b: GraphBuilder, x: Ref, from: number, size: number): Ref => b.slice(x, [0, from], [x.shape[0]!, size]);
const split = (b: GraphBuilder, x: Ref, count: number): Ref[] => {
  const size = x.shape[1]! / count;
  return Array.from({ length: count }, (_, i) => part(b, x, i * size, size));
};

const lstm: Law = (b, projected, [hidden, carry], [kernel]) => {
  const [i, f, g, o] = split(b, b.add(projected, b.matMul(hidden!, kernel!)), 4);
  const next = b.add(b.mul(b.sigmoid(f!), carry!), b.mul(b.sigmoid(i!), b.tanh(g!)));
  return [b.mul(b.sigmoid(o!), b.tanh(next)), next];
};

const simple: Law = (b, projected, [hidden], [kernel]) => [b.tanh(b.add(projected, b.matMul(hidden!, kernel!)))];

const kept = (b: GraphBuilder, z: Ref, hidden: Ref, candidate: Ref): Ref[] => [
  b.add(b.mul(z, hidden), b.mul(b.sub(1, z), b.tanh(candidate))),
];

const gruAfter: Law = (b, projected, [hidden], [kernel, bias]) => {
  const product = b.matMul(hidden!, kernel!);
  const [xz, xr, xn] = split(b, projected, 3);
  const [hz, hr, hn] = split(b, bias === undefined ? product : b.add(product, bias), 3);
  const [z, r] = [b.sigmoid(b.add(xz!, hz!)), b.sigmoid(b.add(xr!, hr!))];
  return kept(b, z, hidden!, b.add(xn!, b.mul(r, hn!)));
};

const gruBefore: Law = (b, projected, [hidden], [gates, candidate]) => {
  const units = hidden!.shape[1]!;
  const sums = b.add(part(b, projected, 0, 2 * units), b.matMul(hidden!, gates!));
  const [z, r] = split(b, sums, 2).map((each) => b.sigmoid(each));
  const reset = b.matMul(b.mul(r!, hidden!), candidate!);
  return kept(b, z!, hidden!, b.add(part(b, projected, 2 * units, units), reset));
};

const gru = { opType: 'GRU', states: 1, gates: [0, 1, 2] } as const;
const after = { ...gru, attributes: { linear_before_reset: { int: 1 } }, kernels: 1, law: gruAfter };
const kinds: readonly Kind[] = [
  {
    opType: 'LSTM',
    states: 2,
    gates: [0, 3, 1, 2],
    attributes: {},
    kernels: 1,
    shared: (units) => [[units, 4 * units]],
    law: lstm,
  },
  {
    opType: 'RNN',
    states: 1,
    gates: [0],
    attributes: {},
    kernels: 1,
    shared: (units) => [[units, units]],
    law: simple,
  },
  { ...after, shared: (units) => [[units, 3 * units]] },
  { ...after, shared: (units) => [[units, 3 * units], [3 * units]] },
  {
    ...gru,
    attributes: {},
    kernels: 2,
    shared: (units) => [
      [units, 2 * units],
      [units, units],
    ],
    law: gruBefore,
  },
];

/** What the loop that some nodes are is, if it is one of these operators and they give all that is read of it. */
export function recurrentOperator(graph: Graph, nodes: readonly NodeOf<'scan'>[]): RecurrentOperator | undefined {
  const { inputs, attrs } = nodes[0]!;
  const { body, steps, reverse } = attrs;
  const kind = kinds.find((each) => steps === 1 && isStepOf(each, body));
  if (kind === undefined) return undefined;
  const { states, kernels } = kind;
  // The operators give the last of each state, and of all steps the first state alone.
  if (!nodes.every(({ attrs: { final, result } }) => (final ? result < states : result === 0))) return undefined;
  const projection = projectionAt(graph, inputs[states]!);
  if (projection === undefined) return undefined;
  const { x, kernel, bias } = projection;
  const [first, shared] = [inputs.slice(0, states), inputs.slice(states + 1)];
  const recurrentKernels = shared.slice(0, kernels);
  const initial = first.every((id) => isZero(graph, id)) ? [] : first;
  const biases = [bias, shared[kernels]] as const;
  const read = [x, kernel, ...recurrentKernels, ...biases.filter((id) => id !== undefined), ...initial];
  const units = body.nodes[body.state[0]!.node]!.shape[1]!;
  return { kind, units, reverse, x, kernel, recurrentKernels, biases, initial, inputs: read };
}

/** Whether a body is one step of this kind. */
function isStepOf({ states, gates, shared, law }: Kind, body: Graph): boolean {
  const ports = [...body.state, ...body.inputs].map(({ name, node }) => ({ ...body.nodes[node]!, name, node }));
  const [batch, units] = ports[0]!.shape;
  if (body.state.length !== states || batch === undefined || units === undefined) return false;
  const state = [batch, units];
  const wanted = [...Array.from({ length: states }, () => state), [batch, gates.length * units], ...shared(units)];
  const fits = ports.every(({ dtype, shape }, i) => dtype === 'f32' && shape.join() === wanted[i]?.join());
  if (!fits || ports.length !== wanted.length) return false;
  const b = new GraphBuilder();
  const given = ports.map(({ name, shape }) => b.input(name, 'f32', shape));
  const next = law(b, given[states]!, given.slice(0, states), given.slice(states + 1));
  const roots = next.map(({ id }) => id);
  const reference = b.build({ outputs: Object.fromEntries(next.map((ref, i) => [`next${i}`, ref])) });
  return sameTerms(
    { graph: body, roots: resultNodes(body).slice(0, states) },
    { graph: reference, roots },
    new Map(ports.map(({ node }, i) => [node, given[i]!.id])),
  );
}

/** The product, with or without a bias, that a value is. */
function projectionAt(
  { nodes }: Graph,
  id: NodeId,
): { readonly x: NodeId; readonly kernel: NodeId; readonly bias: NodeId | undefined } | undefined {
  const end = nodes[id]!;
  const biased = end.op === 'add' && nodes[end.inputs[1]!]!.shape.join() === `${end.shape.at(-1)!}`;
  const product = biased ? nodes[end.inputs[0]!]! : end;
  if (product.op !== 'matMul' || product.attrs.transposeA || product.attrs.transposeB) return undefined;
  const [x, kernel] = product.inputs as readonly [NodeId, NodeId];
  if (nodes[x]!.shape.length !== 3 || nodes[kernel]!.shape.length !== 2) return undefined;
  return { x, kernel, bias: biased ? end.inputs[1]! : undefined };
}

function isZero(graph: Graph, id: NodeId): boolean {
  const node = graph.nodes[id]!;
  if (node.op === 'broadcastTo') return isZero(graph, node.inputs[0]!);
  return node.op === 'constant' && node.attrs.value.every((each) => each === 0);
}

/**
 * Writes the operator and gives the name of each of the nodes that it is.
 *
 * @param nameOf the value of a node
 */
export function writeRecurrent(
  nodes: readonly NodeOf<'scan'>[],
  { kind, units, reverse, x, kernel, recurrentKernels, biases, initial }: RecurrentOperator,
  nameOf: (id: NodeId) => string,
  w: OnnxWriter,
): string[] {
  const { gates, opType } = kind;
  const width = gates.length * units;
  const inFront = (value: string): string => w.node('Unsqueeze', [value, w.i64s([0])]);
  const ordered = (value: string, axis: number): string => {
    if (gates.every((gate, i) => gate === i)) return value;
    const parts = w.several('Split', [value], gates.length, {
      axis: { int: axis },
      num_outputs: { int: gates.length },
    });
    return w.node(
      'Concat',
      gates.map((gate) => parts[gate]!),
      { axis },
    );
  };
  const matrix = (value: string): string => inFront(w.node('Transpose', [ordered(value, 1)], { perm: [1, 0] }));
  const recurrent = recurrentKernels.map(nameOf);
  const bias = (id: NodeId | undefined): string =>
    id === undefined ? w.filled({ dtype: 'f32', shape: [width] }, 0) : ordered(nameOf(id), 0);
  const results = nodes.map(({ attrs }) => (attrs.final ? attrs.result + 1 : 0));
  const operands = [
    nameOf(x),
    matrix(nameOf(kernel)),
    matrix(recurrent.length === 1 ? recurrent[0]! : w.node('Concat', recurrent, { axis: 1 })),
    biases.every((id) => id === undefined) ? '' : inFront(w.node('Concat', biases.map(bias), { axis: 0 })),
    ...(initial.length === 0 ? [] : ['', ...initial.map((id) => inFront(nameOf(id)))]),
  ];
  const made = w.several(opType, operands, Math.max(...results) + 1, {
    hidden_size: { int: units },
    direction: { string: reverse ? 'reverse' : 'forward' },
    ...kind.attributes,
  });
  return results.map((result) => w.node('Squeeze', [made[result]!, w.i64s([result === 0 ? 1 : 0])]));
}
