/** What nobody looks at: for each node, the masks under which what is dropped may as well be zero. */
import { endsOf, ops, type Graph, type Node, type NodeId, type NodeOf } from '@bernoulli/api/ir';
import { staysFinite } from './finite.ts';
import { keepsInProduct, keepsPlaces, mayKeepPlaces } from './kept-places.ts';
import { filter, intersection, NONE, union, type MaskSet } from './mask-set.ts';
import { COLUMNS, EVERYTHING, ROWS, sizeAlong, type Dropped } from './masks.ts';

/** The masks under which a value is dead. */
interface Dead {
  /** Nothing that could stand there matters, not even an infinity. */
  readonly always: MaskSet;
  /** Nothing matters as long as it is finite. Holds more masks than `always`. */
  readonly ifFinite: MaskSet;
}

const ALIVE: Dead = { always: NONE, ifFinite: NONE };
const UNREAD: Dead = { always: 'all', ifFinite: 'all' };

/**
 * For each node, the masks under which its dropped columns, rows or entries may be replaced by zeros without any output, next
 * state or the commit flag becoming another. From the last node to the first: what all consumers have in common.
 */
export function deadValuesIn(
  graph: Graph,
  masks: ReadonlyMap<NodeId, Dropped>,
  zeros: readonly MaskSet[],
): readonly MaskSet[] {
  const deadIn: Dead[] = graph.nodes.map(() => UNREAD);
  const read = (id: NodeId, { always, ifFinite }: Dead): void => {
    const before = deadIn[id]!;
    deadIn[id] = { always: intersection(before.always, always), ifFinite: intersection(before.ifFinite, ifFinite) };
  };
  for (const id of endsOf(graph)) read(id, ALIVE);
  for (let id = graph.nodes.length - 1; id >= 0; id--) {
    const node = graph.nodes[id]!;
    node.inputs.forEach((input, position) => {
      const { always, ifFinite } =
        node.op === 'matMul'
          ? deadInFactor(node, position, deadIn[id]!, masks, zeros)
          : deadInOperand(node, position, deadIn[id]!, graph, zeros);
      const reaches = (mask: NodeId): boolean => {
        const dropped = masks.get(mask)!;
        const size = sizeAlong(graph.nodes[mask]!.shape, dropped);
        // Where the operand is repeated along the axis, its one column stands for kept ones too.
        return sizeAlong(graph.nodes[input]!.shape, dropped) === size && leads(node, graph, dropped);
      };
      read(input, { always: filter(always, reaches), ifFinite: filter(ifFinite, reaches) });
    });
  }
  return deadIn.map(({ ifFinite }) => ifFinite);
}

/** Whether what is dropped from a node, or was found to be dead in a factor, lies at the same places of an operand. */
function leads(node: Node, graph: Graph, dropped: Dropped): boolean {
  if (dropped === EVERYTHING) return ops[node.op].kind !== 'control';
  return node.op === 'matMul' || keepsPlaces(node, graph, dropped);
}

/** Where a factor of a product is dead: where the result is, and, as long as it is finite, where it meets zeros alone. */
function deadInFactor(
  node: NodeOf<'matMul'>,
  position: number,
  own: Dead,
  masks: ReadonlyMap<NodeId, Dropped>,
  zeros: readonly MaskSet[],
): Dead {
  const { transposeA, transposeB } = node.attrs;
  // Rows of both factors are summed over: those of the gradient of weights.
  const sumsRows = transposeA && !transposeB;
  const always = filter(own.always, (mask) => keepsInProduct(node, position, masks.get(mask)!));
  const meets = filter(
    zeros[node.inputs[1 - position]!]!,
    (mask) => masks.get(mask) !== COLUMNS && (masks.get(mask) !== ROWS || sumsRows),
  );
  return { always, ifFinite: union(always, meets) };
}

/** Where the operand at a position is dead for a node that is itself dead under the masks in `own`. */
function deadInOperand(node: Node, position: number, own: Dead, graph: Graph, zeros: readonly MaskSet[]): Dead {
  const zeroOf = (at: number): MaskSet => zeros[node.inputs[at]!]!;
  // Zeros may become anything there, and so what is not looked at only as long as it is finite is looked at.
  if (!mayKeepPlaces(node)) return { always: own.always, ifFinite: own.always };
  const finite = staysFinite(node, graph);
  const passed: Dead = { always: own.always, ifFinite: finite ? own.ifFinite : own.always };
  const also = (more: MaskSet): Dead => ({
    always: union(passed.always, more),
    ifFinite: union(passed.ifFinite, more),
  });
  switch (node.op) {
    case 'select':
      // The first value is not looked at where the condition is false; the condition not where both values are zero.
      if (position === 0) return also(intersection(zeroOf(1), zeroOf(2)));
      return position === 1 ? also(zeroOf(0)) : passed;
    case 'mul':
      return { ...passed, ifFinite: union(passed.ifFinite, zeroOf(1 - position)) };
    case 'and':
      return also(zeroOf(1 - position));
    default:
      return passed;
  }
}
