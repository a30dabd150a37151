/** Which products may be taken by lists, of which operand, and which lists they share. */
import { sizeOf, type NodeId } from '@bernoulli/api/ir';
import { productOf, type Product } from '../kernels/mat-mul.ts';
import type { Schedule, ScheduledUnit } from '../plan/schedule.ts';
import type { Routines } from '../routines/exports.ts';
import { isTooLong, isWorthCounting, listedCost } from './cost-model.ts';
import type { CountedValue, LineKind, List, ListedOperand, Side } from './lists.ts';
import { mayHoldZeros } from './may-hold-zeros.ts';

export interface ListPlan {
  readonly operands: ReadonlyMap<ScheduledUnit, readonly ListedOperand[]>;
  readonly lists: readonly List[];
  /** For products that masks compact, the operands of which what is kept may hold zeros. */
  readonly compacted: ReadonlyMap<NodeId, readonly Side[]>;
}

export const noLists: ListPlan = { operands: new Map(), lists: [], compacted: new Map() };

/** Looks at the products of two matrices. Those that masks compact list what they keep for themselves. */
export function planLists(
  { graph, roots, units }: Schedule,
  isCompacted: (id: NodeId) => boolean,
  { listBytes }: Routines,
): ListPlan {
  const may = mayHoldZeros(graph);
  const values = new Map<NodeId, CountedValue>();
  const lists = new Map<string, List>();
  const operands = new Map<ScheduledUnit, readonly ListedOperand[]>();
  const compacted = new Map<NodeId, readonly Side[]>();

  const operandOf = (at: number, input: NodeId, side: Side, kind: LineKind, sizes: Product): ListedOperand[] => {
    const { m, k, n } = sizes;
    const [lines, columns] = side === 'a' ? [m, n] : [n, m];
    if (!may[input]! || !isWorthCounting(sizes, listedCost(lines, k, columns, kind), lines * k)) return [];
    const root = roots[input]!;
    const counts = !values.has(root);
    const value = values.get(root) ?? { root, elements: sizeOf(graph.nodes[root]!.shape), nonZero: 0, lists: [] };
    values.set(root, value);
    // The same bytes may be read as matrices of other shapes.
    const key = `${root} ${kind} ${lines}`;
    let list = lists.get(key);
    if (list === undefined) {
      list = { value, kind, lines, length: k, bytes: listBytes(lines, k), first: at, last: at, built: false };
      lists.set(key, list);
      value.lists.push(list);
    }
    list.last = at;
    return [{ list, side, counts }];
  };

  units.forEach((unit, at) => {
    const [id] = unit.nodes as [NodeId];
    const node = graph.nodes[id]!;
    if (unit.group !== null || node.op !== 'matMul' || sizeOf(node.shape) === 0) return;
    const { transposeA, transposeB } = node.attrs;
    const types = node.inputs.map((i) => graph.nodes[i]!);
    const sizes = productOf(types, transposeA, node);
    if (sizes.batch !== 1) return;
    const [a, b] = node.inputs as [NodeId, NodeId];
    if (isCompacted(id)) {
      compacted.set(
        id,
        (['a', 'b'] as const).filter((_, i) => may[[a, b][i]!]! && !isTooLong(sizeOf(types[i]!.shape))),
      );
      return;
    }
    const found = [
      ...operandOf(at, a, 'a', transposeA ? 'columns' : 'rows', sizes),
      ...operandOf(at, b, 'b', transposeB ? 'rows' : 'columns', sizes),
    ];
    if (found.length > 0) operands.set(unit, found);
  });
  return { operands, lists: [...lists.values()], compacted };
}
