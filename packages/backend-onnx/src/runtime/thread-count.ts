/** How many threads ORT gets when nobody says. */
import { sizeOf, type Graph } from '@bernoulli/api/ir';

/** The most we take unasked. It also means that machines with this many cores or more round alike. */
const most = 4;

/**
 * Multiplications in matrix products from which a second thread pays: measured on two cores, training steps below it take as long
 * on one thread as on two, and on a busy machine far longer on two.
 */
const enough = 2 ** 23;

/** One thread for a graph with little to multiply, else the machine's cores, at most 4. It depends on the graph, not on the load. */
export function threadCount(graph: Graph): number {
  return multiplications(graph) < enough ? 1 : threadsHere();
}

/** The machine's cores, at most 4. */
export function threadsHere(): number {
  return Math.max(1, Math.min(most, cores()));
}

function multiplications({ nodes }: Graph): number {
  return nodes.reduce((sum, node) => {
    if (node.op !== 'matMul') return sum;
    const { shape } = nodes[node.inputs[0]!]!;
    return sum + sizeOf(node.shape) * shape.at(node.attrs.transposeA ? -2 : -1)!;
  }, 0);
}

function cores(): number {
  const os = globalThis.process?.getBuiltinModule?.('node:os');
  const { navigator } = globalThis as { navigator?: { hardwareConcurrency?: number } };
  return os?.availableParallelism() ?? navigator?.hardwareConcurrency ?? 1;
}
