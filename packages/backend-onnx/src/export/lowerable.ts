/** Graphs in ops that have a lowering. */
import { expandOps, fail, nodesWithin, type Graph } from '@bernoulli/api/ir';
import { lowerings } from '../lowerings/index.ts';
import type { LoweringTable } from '../lowerings/lowering.ts';

/**
 * The graph with each op that has no lowering written in simpler ones that have.
 *
 * @throws BernoulliError `UNSUPPORTED` naming the ops that cannot be.
 */
export function lowerable(graph: Graph, table: LoweringTable = lowerings): Graph {
  const lowered = (op: string): boolean =>
    op === 'input' || op === 'constant' || table[op as keyof LoweringTable] !== null;
  const expanded = expandOps(graph, lowered);
  const missing = [...new Set([...nodesWithin(expanded)].map(({ op }) => op))].filter((op) => !lowered(op)).sort();
  if (missing.length > 0)
    fail('UNSUPPORTED', { who: 'backend onnx', what: `has no lowering for ${missing.join(', ')}` });
  return expanded;
}
