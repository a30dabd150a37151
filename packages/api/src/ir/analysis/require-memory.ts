/** Says at once that a program is too large for the machine, where an engine would find out after minutes, or be killed by the system. */
import { peakBytes } from './peak-bytes.ts';
import { fail } from '../errors.ts';
import type { Graph } from '../graph.ts';

/** What of Node is used where it is there. */
interface NodeProcess {
  constrainedMemory?(): number;
  getBuiltinModule?(name: 'node:os'): { totalmem(): number };
}

const MIB = 2 ** 20;

/**
 * Looks at a graph before anything is allocated for it.
 *
 * @param most bytes that the engine can hold at all
 * @throws BernoulliError `BACKEND` where its values take more than that, or than the machine or the container has; a page does not know
 * what there is.
 */
export function requireMemory(who: string, graph: Graph, most = Infinity): void {
  const [needed, there] = [peakBytes(graph), Math.min(most, machineBytes())];
  if (needed > there)
    fail('BACKEND', {
      who,
      what: `out of memory: the graph needs some ${Math.ceil(needed / MIB)} MiB, and there are ${Math.floor(there / MIB)}`,
      hint: 'Use smaller batches, or smaller layers',
    });
}

function machineBytes(): number {
  const { process } = globalThis as { process?: NodeProcess };
  const total = process?.getBuiltinModule?.('node:os').totalmem() ?? Infinity;
  // 0 where nothing is known of a limit.
  return Math.min(total, process?.constrainedMemory?.() || Infinity);
}
