/** What is the same for each of several samples of a row, worked out once and then repeated. */
import { ops, rewrite, type Graph, type Node, type NodeId, type Ref } from '../ir/index.ts';

/**
 * The graph with {@link repeatRows} moved behind all that is done row by row before the first draw: dense layers, activations and
 * the like then work on each row once. A row has the value that each of its copies had.
 *
 * @param repeated the nodes that `repeatRows` made
 */
export function oncePerRow(graph: Graph, repeated: ReadonlySet<NodeId>, times: number): Graph {
  /** For a node whose rows come `times` over, what they are the rows of. */
  const once = new Map<NodeId, Ref>();
  return rewrite(graph, (id, b, at) => {
    const node = graph.nodes[id]!;
    if (repeated.has(id)) {
      // The operand of the first of its three nodes.
      const [spread] = node.inputs;
      const [apart] = graph.nodes[spread!]!.inputs;
      once.set(id, at(graph.nodes[apart!]!.inputs[0]!));
      return null;
    }
    if (!node.inputs.some((input) => once.has(input)) || !isByRow(node, graph, once)) return null;
    const operands = node.inputs.map((input) => once.get(input) ?? at(input));
    const base = b.node(node.op, operands, attrsOf(node, times) as never);
    once.set(id, base);
    const [rows, ...rest] = base.shape;
    const [open, full] = [
      [rows!, 1, ...rest],
      [rows!, times, ...rest],
    ];
    return b.reshape(b.broadcastTo(b.reshape(base, open), full), node.shape);
  });
}

/** True for an op whose every row is made of the rows of the repeated operands with its number, and of what all rows share. */
function isByRow(node: Node, graph: Graph, once: ReadonlyMap<NodeId, Ref>): boolean {
  const { op, shape } = node;
  const [first, second] = node.inputs;
  const keepsRows = shape.length > 0 && graph.nodes[first!]!.shape[0] === shape[0];
  switch (op) {
    case 'matMul':
      return once.has(first!) && !once.has(second!) && isPlainProduct(node, graph);
    case 'reduceSum':
    case 'reduceMax':
    case 'reduceMin':
      return !node.attrs.axes.includes(0);
    case 'softmax':
    case 'logSoftmax':
      return shape.length > 1;
    case 'reshape':
      return keepsRows;
    default:
      return (
        ops[op].kind === 'elementwise' &&
        node.inputs.every((id) => (once.has(id) ? graph.nodes[id]!.shape.length === shape.length : isShared(id)))
      );
  }

  function isShared(id: NodeId): boolean {
    const own = graph.nodes[id]!.shape;
    return own.length < shape.length || own[0] === 1;
  }
}

/** Rows by one matrix. */
function isPlainProduct({ attrs, inputs }: Node, graph: Graph): boolean {
  const [a, b] = inputs.map((id) => graph.nodes[id]!.shape.length);
  return !(attrs as { transposeA: boolean }).transposeA && a! >= 2 && b === 2;
}

/** The attributes for one in `times` of the rows. */
function attrsOf({ op, attrs, shape }: Node, times: number): Node['attrs'] {
  return op === 'reshape' ? { shape: [shape[0]! / times, ...shape.slice(1)] } : attrs;
}
