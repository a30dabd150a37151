/** Masks as factors: where the session would choose between a value and 0 by a mask that the host draws, it multiplies. */
import { rewrite, scalarOf, type Graph, type Node, type NodeId, type Ref } from '@bernoulli/api/ir';
import { assignSides, type Noise } from './assign-side.ts';

/**
 * select(mask, c·x, 0), and c·select(mask, x, 0), become x · select(mask, c, 0), whose second factor is the host's to compute. ONNX
 * Runtime multiplies in one pass, and takes five to choose and scale.
 *
 * For finite x the results are the same to the bit, except that a 0 may be −0. Where an infinite x, or NaN, is dropped, the result is NaN:
 * a step that has come so far is refused as not finite, also where chance would have dropped every such x.
 */
export function maskFactors(graph: Graph, noise: Noise): Graph {
  const found = factorsOf(graph, noise);
  if (found.size === 0) return graph;
  const masks = new Map<string, Ref>();
  return rewrite(graph, (id, b, at) => {
    const factor = found.get(id);
    if (factor === undefined) return null;
    const { x, mask, scale } = factor;
    const name = `${mask} ${scale}`;
    const written = masks.get(name) ?? b.select(at(mask), scale, 0);
    masks.set(name, written);
    return b.mul(at(x), written);
  });
}

/** x · select(mask, scale, 0). */
interface Factor {
  readonly x: NodeId;
  readonly mask: NodeId;
  readonly scale: number;
}

function factorsOf(graph: Graph, noise: Noise): ReadonlyMap<NodeId, Factor> {
  const { nodes } = graph;
  const { of, noisy } = assignSides(graph, noise);
  const found = new Map<NodeId, Factor>();
  nodes.forEach((node, id) => {
    if (of[id] !== 'session' || node.dtype !== 'f32') return;
    const [first, second, third] = node.inputs;
    if (node.op === 'select') {
      if (of[first!] === 'before' && noisy.has(first!) && scalarOf(nodes[third!]!) === 0)
        found.set(id, { mask: first!, ...multiple(nodes, second!) });
    } else {
      const { x, scale } = multiple(nodes, id);
      const masked = found.get(x);
      if (masked?.scale === 1) found.set(id, { ...masked, scale });
    }
  });
  return found;
}

/** A node as a multiple of another: of itself, where it is none by a constant. */
function multiple(nodes: readonly Node[], id: NodeId): { readonly x: NodeId; readonly scale: number } {
  const { op, inputs } = nodes[id]!;
  if (op === 'mul')
    for (const [x, c] of [inputs, [...inputs].reverse()]) {
      const scale = scalarOf(nodes[c!]!);
      if (scale !== undefined && Number.isFinite(scale)) return { x: x!, scale };
    }
  return { x: id, scale: 1 };
}
