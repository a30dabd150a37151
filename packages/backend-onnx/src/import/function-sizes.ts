/** How many nodes a file comes to once its functions are written out: known before any is, since functions that call functions double quickly. */
import { fail } from '@bernoulli/api/ir';
import type { StoredFunction, StoredModel, StoredNode } from '../proto/stored-model.ts';

/** Functions in functions. */
const MOST_DEPTH = 32;

/** @throws BernoulliError `UNSUPPORTED` for functions that call each other in a circle or too deep, or come to more nodes than `most`. */
export function requireBounded({ graph, functions }: StoredModel, most: number): void {
  const byName = new Map(functions.map((f) => [functionKey(f.domain, f.name, f.overload), f]));
  const sizes = new Map<StoredFunction, number>();
  const sizeOf = (nodes: readonly StoredNode[], within: ReadonlySet<StoredFunction>): number =>
    nodes.reduce((sum, node) => {
      const inner = [...node.attributes.values()].flatMap(({ kind, value }) => (kind === 'graph' ? value.nodes : []));
      const called = byName.get(functionKey(node.domain, node.opType, node.overload));
      return sum + 1 + (inner.length > 0 ? sizeOf(inner, within) : 0) + (called ? sizeOfCall(called, within) : 0);
    }, 0);
  const sizeOfCall = (f: StoredFunction, within: ReadonlySet<StoredFunction>): number => {
    const known = sizes.get(f);
    if (known !== undefined) return known;
    if (within.has(f) || within.size >= MOST_DEPTH)
      fail('UNSUPPORTED', {
        who: 'importOnnx',
        at: `function ${f.name}`,
        what: within.has(f) ? 'calls itself' : `functions call functions ${MOST_DEPTH} deep at most`,
      });
    const size = sizeOf(f.nodes, new Set([...within, f]));
    sizes.set(f, size);
    return size;
  };
  const size = sizeOf(graph.nodes, new Set());
  if (size > most)
    fail('UNSUPPORTED', {
      who: 'importOnnx',
      what: `a file may come to ${most} nodes, its functions written out`,
      received: size,
    });
}

/** What tells functions apart. */
export function functionKey(domain: string, name: string, overload: string): string {
  return JSON.stringify([domain, name, overload]);
}
