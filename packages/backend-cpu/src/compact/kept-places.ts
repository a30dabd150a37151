/** Which ops leave columns, or rows, what they are: made of those of the operands alone, at the same places. */
import { ops, type Graph, type Node, type NodeOf, type OpName } from '@bernoulli/api/ir';
import type { Dropped } from './masks.ts';

type PlaceRule<O extends OpName> = (node: NodeOf<O>, graph: Graph, dropped: Dropped) => boolean;

/** Ops that are not element-wise and leave some columns or rows in their places. */
const rules: { readonly [O in OpName]?: PlaceRule<O> } = {
  broadcastTo: () => true,
  reduceSum: (node, graph, dropped) =>
    dropped === 'columns' && !node.attrs.axes.includes(operandShape(node, graph).length - 1),
  reshape: (node, graph, dropped) => {
    const from = operandShape(node, graph);
    return from.at(-1) === node.shape.at(-1) && (dropped === 'columns' || from.at(-2) === node.shape.at(-2));
  },
};

function operandShape({ inputs: [x] }: Node, graph: Graph): readonly number[] {
  return graph.nodes[x!]!.shape;
}

/** True for an op that leaves columns or rows in their places, for some operands at least. */
export function mayKeepPlaces({ op }: Node): boolean {
  return ops[op].kind === 'elementwise' || rules[op] !== undefined;
}

export function keepsPlaces(node: Node, graph: Graph, dropped: Dropped): boolean {
  const rule = rules[node.op] as PlaceRule<OpName> | undefined;
  return ops[node.op].kind === 'elementwise' || (rule?.(node, graph, dropped) ?? false);
}
