/** The SIMD routine for a node, if it has one for these shapes. */
import type { Graph, NodeId, OpName } from '@bernoulli/api/ir';
import { specOf } from '../kernels/spec.ts';
import type { Prepared, Routine } from '../tasks/task.ts';
import type { Engine } from './engine.ts';
import { routines } from './index.ts';

export function prepareRoutine(graph: Graph, id: NodeId, engine: Engine): Prepared | null {
  const node = graph.nodes[id]!;
  const routine = routines[node.op] as Routine<OpName> | undefined;
  return routine?.(specOf(graph, node), engine.routines) ?? null;
}
