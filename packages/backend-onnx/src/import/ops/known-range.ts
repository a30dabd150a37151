/** What is known of indices without running: whether they count from the front, and whether somebody has kept them within an axis. */
import type { GraphBuilder, NodeId } from '@bernoulli/api/ir';
import { Tensor } from '@bernoulli/api';
import { symbolOf } from '../open-size.ts';

/** The number of a constant of one number. */
function scalarAt(b: GraphBuilder, id: NodeId): number | undefined {
  const node = b.at(id);
  return node.op === 'constant' && node.attrs.value.length === 1 ? node.attrs.value[0] : undefined;
}

/** Steps that are looked at: a longer way is left unknown. */
const FAR = 16;

/** True for numbers that are 0 or more, whatever a run is handed: indices that count from the front. */
export function isFromFront({ b, ref }: Tensor): boolean {
  const look = (id: NodeId, depth: number): boolean => {
    const node = b.at(id);
    if (depth > FAR) return false;
    const inner = (i: number): boolean => look(node.inputs[i]!, depth + 1);
    switch (node.op) {
      case 'constant':
        return node.attrs.value.every((x) => x >= 0);
      case 'iota':
      case 'argMax':
      case 'abs':
      case 'exp':
      case 'sqrt':
      case 'sigmoid':
      case 'softmax':
        return node.op !== 'abs' || node.dtype === 'f32';
      case 'add':
      case 'mul':
      case 'div':
        // Whole numbers wrap.
        return node.dtype === 'f32' && inner(0) && inner(1);
      case 'maximum':
        return inner(0) || inner(1);
      case 'minimum':
        return inner(0) && inner(1);
      case 'reshape':
      case 'transpose':
      case 'broadcastTo':
      case 'slice':
        return inner(0);
      case 'cast':
        return b.at(node.inputs[0]!).dtype === 'bool' || inner(0);
      default:
        return false;
    }
  };
  return look(ref.id, 0);
}

/** The same for an axis of open size, of which a file counts the elements. */
function clampedToOpen({ b, ref }: Tensor, size: number): Tensor | undefined {
  const least = b.at(ref.id);
  if (least.op !== 'minimum') return undefined;
  const [most, last] = least.inputs.map((id) => b.at(id));
  if (last!.op !== 'sub' || scalarAt(b, last!.inputs[1]!) !== 1 || symbolOf(b, last!.inputs[0]!) !== size)
    return undefined;
  return most!.op === 'maximum' && scalarAt(b, most!.inputs[1]!) === 0
    ? new Tensor(b, b.ref(most!.inputs[0]!))
    : undefined;
}

/** What stands in min(max(x, 0), size − 1): our `gather` does that itself, and exported files have it written out. */
export function isClampedTo(indices: Tensor, size: number): Tensor | undefined {
  const { b } = indices;
  const bound = (id: NodeId, op: 'minimum' | 'maximum', number: number): NodeId | undefined => {
    const node = b.at(id);
    if (node.op !== op) return undefined;
    const [first, second] = node.inputs as readonly [NodeId, NodeId];
    if (scalarAt(b, second) === number) return first;
    return scalarAt(b, first) === number ? second : undefined;
  };
  if (size < 0) return clampedToOpen(indices, size);
  const inside = bound(indices.ref.id, 'minimum', size - 1) ?? bound(indices.ref.id, 'maximum', 0);
  if (inside === undefined) return undefined;
  const bare = bound(inside, 'maximum', 0) ?? bound(inside, 'minimum', size - 1);
  if (bare === undefined) return undefined;
  return new Tensor(b, b.ref(bare));
}
