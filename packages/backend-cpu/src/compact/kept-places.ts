/** Which ops leave columns, rows and entries what they are: made of those of the operands alone, at the same places. */
import { ops, type Graph, type Node, type NodeOf, type OpName } from '@bernoulli/api/ir';
import { COLUMNS, EVERYTHING, ROWS, type Dropped } from './masks.ts';

type PlaceRule<O extends OpName> = (node: NodeOf<O>, graph: Graph, dropped: Dropped) => boolean;

/** Ops that are not element-wise and leave some columns or rows in their places. */
const rules: { readonly [O in OpName]?: PlaceRule<O> } = {
  broadcastTo: () => true,
  reduceSum: (node, graph, dropped) =>
    dropped === COLUMNS && !node.attrs.axes.includes(operandShape(node, graph).length - 1),
  reshape: (node, graph, dropped) => {
    const from = operandShape(node, graph);
    return Array.from({ length: -dropped }, (_, i) => -1 - i).every((axis) => from.at(axis) === node.shape.at(axis));
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
  if (dropped === EVERYTHING) return mayKeepPlaces(node);
  return ops[node.op].kind === 'elementwise' || (rule?.(node, graph, dropped) ?? false);
}

/** Whether what is dropped from an operand of a product is dropped from the result as well, and needed for nothing else there. */
export function keepsInProduct({ attrs }: NodeOf<'matMul'>, position: number, dropped: Dropped): boolean {
  // Matrices in batches, and everything.
  if (dropped < ROWS) return true;
  // A transposed operand has rows where its masks speak of columns: those are lost.
  return position === 0 ? dropped === ROWS && !attrs.transposeA : dropped === COLUMNS && !attrs.transposeB;
}
