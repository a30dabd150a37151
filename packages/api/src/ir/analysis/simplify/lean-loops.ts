/** Loops with less in them: a simpler body, which carries, reads and gives nothing that nobody wants. */
import type { Graph, NodeId } from '../../graph.ts';
import { isCostly, resultNodes, type ScanAttrs } from '../../loop.ts';
import { loopsIn } from '../loops.ts';
import { dependenciesOf } from '../reach.ts';
import { rewrite } from '../rewrite.ts';

/** What stands for a node of a loop. */
export interface LeanNode {
  readonly operands: readonly NodeId[];
  readonly attrs: ScanAttrs;
}

/**
 * What stands for the nodes of loops that can be made smaller.
 *
 * @param final whether results go that only a gradient may want
 */
export function leanLoops(
  graph: Graph,
  live: ReadonlySet<NodeId>,
  simplified: (body: Graph) => Graph,
  final: boolean,
): ReadonlyMap<NodeId, LeanNode> {
  const lean = new Map<NodeId, LeanNode>();
  for (const ids of loopsIn(graph, (id) => live.has(id))) {
    const nodes = ids.map((id) => graph.nodes[id] as { attrs: ScanAttrs; inputs: readonly NodeId[] });
    const [{ attrs, inputs }] = nodes as [(typeof nodes)[0]];
    const { body, result } = leanBody(
      attrs.body,
      nodes.map((node) => node.attrs),
      simplified,
      final,
    );
    if (body === attrs.body) continue;
    const places = [...attrs.body.state, ...attrs.body.inputs].map(({ name }) => name);
    const names = [...body.state, ...body.inputs].map(({ name }) => name);
    const operands = names.map((name) => inputs[places.indexOf(name)]!);
    const read = new Set(places.slice(0, attrs.body.state.length + attrs.steps));
    const steps = body.inputs.filter(({ name }) => read.has(name)).length;
    ids.forEach((id, i) => {
      const { result: old, final } = nodes[i]!.attrs;
      lean.set(id, { operands, attrs: { ...attrs, body, steps, final, result: result(old, final) } });
    });
  }
  return lean;
}

interface LeanBody {
  readonly body: Graph;
  /** The new number of a result that is wanted. */
  readonly result: (old: number, final: boolean) => number;
}

function leanBody(
  body: Graph,
  wanted: readonly Pick<ScanAttrs, 'result' | 'final'>[],
  simplified: (body: Graph) => Graph,
  final: boolean,
): LeanBody {
  const results = resultNodes(body);
  const carried = carriedIn(body, wanted);
  const state = body.state.filter((_, i) => carried.has(i));
  const kept = [...body.state.keys()].filter((i) => carried.has(i));
  // Results that are one value are one result.
  const first = (result: number): number =>
    kept.find((i) => results[i] === results[result]) ?? results.indexOf(results[result]!);
  const stacks = wanted.flatMap(({ result, final }) => (final ? [] : [first(result)]));
  const needed = dependenciesOf(
    body,
    [...kept, ...stacks].map((at) => results[at]!),
  );
  const costly = body.outputs.flatMap(({ node }, i) =>
    !final && needed.has(node) && isCostly(body.nodes[node]!) ? [first(body.state.length + i)] : [],
  );
  const given = [...new Set([...stacks, ...costly].filter((at) => !carried.has(at)))].sort((a, b) => a - b);
  const result = (old: number, final: boolean): number => {
    const at = kept.indexOf(final ? old : first(old));
    return at >= 0 ? at : kept.length + given.indexOf(first(old));
  };
  if (state.length === body.state.length && given.length === body.outputs.length)
    return { body: simplified(body), result: (old) => old };
  const outputs = given.map((i) => ({ name: `result${i}`, node: results[i]! }));
  const roots = [...outputs.map(({ node }) => node), ...state.flatMap(({ node, next }) => [node, next ?? node])];
  const trimmed = rewrite({ ...body, state, outputs }, () => null, { only: dependenciesOf(body, roots) });
  return { body: simplified(trimmed), result };
}

/** The places of what has to be carried: what is wanted of the last step, or what a step reads on the way to what is wanted. */
function carriedIn(body: Graph, wanted: readonly Pick<ScanAttrs, 'result' | 'final'>[]): ReadonlySet<number> {
  const results = resultNodes(body);
  const carried = new Set(wanted.flatMap(({ result, final }) => (final ? [result] : [])));
  const roots = new Set(wanted.map(({ result }) => results[result]!));
  for (let before = -1; before !== carried.size;) {
    before = carried.size;
    const read = dependenciesOf(body, roots);
    body.state.forEach(({ node }, i) => {
      if (!read.has(node) && !carried.has(i)) return;
      carried.add(i);
      roots.add(results[i]!);
    });
  }
  return carried;
}
