/** How a graph meets ONNX Runtime: what is fed, what is fetched, what the host does itself, and the model that does the rest. */
import { dependenciesOf, type Binding, type Graph, type NodeId } from '@bernoulli/api/ir';
import { lowerGraph } from '../../export/lower-graph.ts';
import type { Noise } from '../../partition/assign-side.ts';
import type { ModelProto } from '../../proto/messages.ts';

/** A value of ours and its name in the ONNX graph. */
export interface Port extends Binding {
  readonly port: string;
}

export interface Wiring {
  readonly inputs: readonly Port[];
  readonly state: readonly Port[];
  /** `uniform` nodes that the host draws: their numbers are fed. */
  readonly noise: readonly Port[];
  readonly outputs: readonly Port[];
  /** The values that replace state; `name` is the state's. */
  readonly next: readonly Port[];
  readonly commit: Port | null;
}

export interface Plan {
  readonly wiring: Wiring;
  /** `null` when nothing is left to compute. */
  readonly model: ModelProto | null;
}

/** Plans a concrete graph. Values without elements stay on the host: ORT never sees one. */
export function plan(graph: Graph, noise: Noise): Plan {
  const filled = ({ node }: Binding): boolean => !graph.nodes[node]!.shape.includes(0);
  const outputs = ports('output', graph.outputs.filter(filled));
  const next = ports(
    'next',
    graph.state.flatMap((s) =>
      s.next === null || s.next === s.node || !filled(s) ? [] : [{ name: s.name, node: s.next }],
    ),
  );
  const commit = graph.commit === null ? null : { name: 'commit', node: graph.commit, port: 'commit' };
  const fetched = [...outputs, ...next, ...(commit === null ? [] : [commit])];
  const drawn = noise === 'host' ? hostNoise(graph) : new Set<NodeId>();
  const results = fetched.map(({ node }) => node);
  const live = dependenciesOf(graph, results, drawn);
  const fed = (binding: Binding): boolean => live.has(binding.node) && filled(binding);
  const inputs = ports('input', graph.inputs.filter(fed));
  const state = ports('state', graph.state.filter(fed));
  const draws = ports('noise', [...drawn].map((node) => ({ name: String(node), node })).filter(fed));
  const ends = { inputs: [...inputs, ...state, ...draws].map(named), outputs: fetched.map(named) };
  const model = fetched.length === 0 ? null : lowerGraph(graph, ends, { name: 'program' });
  return { wiring: { inputs, state, noise: draws, outputs, next, commit }, model };
}

/** The `uniform` nodes whose key and offset the host holds when a run begins. */
function hostNoise(graph: Graph): Set<NodeId> {
  const known = (id: NodeId): boolean => ['input', 'constant'].includes(graph.nodes[id]!.op);
  return new Set(graph.nodes.flatMap((node, id) => (node.op === 'uniform' && node.inputs.every(known) ? [id] : [])));
}

function ports(kind: string, bindings: readonly Binding[]): Port[] {
  return bindings.map(({ name, node }) => ({ name, node, port: `${kind}/${name}` }));
}

function named({ port, node }: Port): Binding {
  return { name: port, node };
}
