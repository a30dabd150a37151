/** Batch normalization, and whatever else scales and shifts channels, taken into the layer before it. */
import {
  dependenciesOf,
  GraphBuilder,
  rewrite,
  simplify,
  usersOf,
  type Graph,
  type NodeId,
  type Ref,
  type TensorData,
} from '@bernoulli/api/ir';
import type { Inference } from './export-onnx.ts';
import { rowValue } from './row-value.ts';

export interface Folded extends Inference {
  /** What went where, as in `net/batchNormalization into net/conv2D`. */
  readonly folded: readonly string[];
}

/** What a product is followed by: each channel times `scale`, plus `shift`. */
interface Chain {
  readonly product: NodeId;
  /** The weights of the product. */
  readonly kernel: string;
  readonly scale: Float64Array;
  readonly shift: Float64Array;
  /** The node that has the result. */
  readonly end: NodeId;
  /** Where the shift goes: the bias of the layer itself, if it has one. */
  readonly bias: string | undefined;
  /** Modules that are gone. */
  readonly sites: readonly string[];
}

/**
 * The model with the scales and shifts that follow a product or a convolution worked into its weights, in double precision: x·W·s + t becomes
 * x·(W·s) + t. Only where the weights, and what is between, serve nothing else; results differ in their last digits.
 */
export function fold(inference: Inference): Folded {
  const graph = simplify(inference.graph, { final: true });
  const chains = chainsIn(graph, inference.weights);
  if (chains.length === 0) return { ...inference, graph, folded: [] };
  const weights: Record<string, TensorData> = { ...inference.weights };
  const ends = new Map(chains.map((chain) => [chain.end, chain]));
  const fresh = new Map<string, Ref>();
  const b = new GraphBuilder();
  const stateNodes = new Map(graph.state.map(({ name, node }) => [name, node]));
  const rewritten = rewrite(
    graph,
    (id, _, at) => {
      const chain = ends.get(id);
      if (chain === undefined) return null;
      const { product, kernel, scale, shift, bias } = chain;
      const { data, shape } = weights[kernel]!;
      weights[kernel] = {
        dtype: 'f32',
        shape,
        data: Float32Array.from(data).map((w, i) => w * scale[i % scale.length]!),
      };
      const site = graph.nodes[product]!.site;
      if (site !== undefined) b.site = site;
      const name = bias ?? freeName(`${site ?? 'folded'}/bias`, weights);
      const value = bias === undefined ? b.input(name, 'f32', [shift.length]) : at(stateNodes.get(bias)!);
      if (bias === undefined) fresh.set(name, value);
      weights[name] = { dtype: 'f32', shape: [shift.length], data: Float32Array.from(shift) };
      return b.add(at(product), value);
    },
    { into: b },
  );
  const folded = chains.map(
    ({ sites, product }) => `${sites.join(', ')} into ${graph.nodes[product]!.site ?? 'a product'}`,
  );
  return { ...inference, graph: withState(rewritten, fresh), weights, folded };
}

/** The graph with inputs that were added as state, and without state that nothing reads any more. */
function withState(graph: Graph, fresh: ReadonlyMap<string, Ref>): Graph {
  const used = dependenciesOf(
    graph,
    graph.outputs.map(({ node }) => node),
  );
  const b = GraphBuilder.from(graph);
  const inputs = new Map(graph.inputs.map(({ name, node }) => [name, node]));
  const state = [
    ...graph.state.filter(({ node }) => used.has(node)),
    ...[...fresh.keys()].map((name) => ({ name, node: inputs.get(name)! })),
  ];
  const built = b.build({
    outputs: Object.fromEntries(graph.outputs.map(({ name, node }) => [name, b.ref(node)])),
    state: state.map(({ name, node }) => ({ name, node: b.ref(node), next: null })),
  });
  return simplify(built, { final: true });
}

function freeName(wanted: string, taken: object): string {
  let name = wanted;
  for (let i = 1; name in taken; i++) name = `${wanted}${i}`;
  return name;
}

function chainsIn(graph: Graph, weights: Inference['weights']): Chain[] {
  const users = usersOf(graph);
  const names = new Map(graph.state.map(({ name, node }) => [node, name]));
  const outputs = new Set(graph.outputs.map(({ node }) => node));
  const usersOfNode = (id: NodeId): readonly NodeId[] => users[id] ?? [];
  const onlyUser = (id: NodeId): NodeId | undefined =>
    usersOfNode(id).length === 1 && !outputs.has(id) ? usersOfNode(id)[0] : undefined;

  /** The state behind the weights of a product, if they are weights of its own. */
  const kernelOf = (id: NodeId): string | undefined => {
    const { op, inputs, attrs, shape } = graph.nodes[id]!;
    if (op !== 'conv' && (op !== 'matMul' || attrs.transposeB)) return undefined;
    const given = graph.nodes[inputs[1]!]!;
    if (given.shape.at(-1) !== shape.at(-1) || onlyUser(inputs[1]!) !== id) return undefined;
    if (op === 'matMul' && given.shape.length !== 2) return undefined;
    if (given.op !== 'reshape') return names.get(inputs[1]!);
    return onlyUser(given.inputs[0]!) === inputs[1] ? names.get(given.inputs[0]!) : undefined;
  };

  const chainFrom = (product: NodeId): Chain | undefined => {
    const kernel = kernelOf(product);
    if (kernel === undefined) return undefined;
    const { shape, site } = graph.nodes[product]!;
    const channels = shape.at(-1)!;
    const scale = new Float64Array(channels).fill(1);
    const shift = new Float64Array(channels);
    const sites = new Set<string>();
    let [end, scales, bias]: [NodeId, boolean, string | undefined] = [product, false, undefined];
    for (;;) {
      const next = onlyUser(end);
      if (next === undefined) break;
      const { op, inputs, shape: wide, site: own } = graph.nodes[next]!;
      const first = inputs[0] === end;
      const other = inputs[first ? 1 : 0];
      if (!(op === 'add' || op === 'mul' || (first && (op === 'sub' || op === 'div')))) break;
      if (other === end || wide.join() !== shape.join()) break;
      const row = rowValue(graph, other!, weights, channels);
      if (row === null) break;
      const factors = op === 'mul' || op === 'div';
      if (factors && row.some((value) => !Number.isFinite(op === 'mul' ? value : 1 / value))) break;
      const isBias =
        end === product && op === 'add' && graph.nodes[other!]!.shape.length === 1 && row.length === channels;
      if (isBias && onlyUser(other!) === next) bias = names.get(other!);
      for (let c = 0; c < channels; c++) {
        const value = row[row.length === 1 ? 0 : c]!;
        if (op === 'add') shift[c]! += value;
        else if (op === 'sub') shift[c]! -= value;
        else {
          const factor = op === 'mul' ? value : 1 / value;
          scale[c]! *= factor;
          shift[c]! *= factor;
        }
      }
      scales ||= factors;
      if (own !== undefined && own !== site) sites.add(own);
      end = next;
    }
    return scales ? { product, kernel, scale, shift, end, bias, sites: [...sites] } : undefined;
  };

  return graph.nodes.flatMap((_, id) => chainFrom(id) ?? []);
}
