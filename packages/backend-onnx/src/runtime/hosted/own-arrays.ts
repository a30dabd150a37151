/** Arrays that are not the host's: inputs that nothing but the session reads, outputs that the session hands to the caller. */
import { allocate, sizeOf, type Binding, type Graph, type TypedArray } from '@bernoulli/api/ir';
import type { Partition } from '../../partition/partition.ts';

export type Arrays = Record<string, TypedArray>;

/** A table that takes any name, `__proto__` too. */
export function newTable<T>(entries: readonly (readonly [name: string, value: T])[] = []): Record<string, T> {
  return Object.assign(Object.create(null) as Record<string, T>, Object.fromEntries(entries));
}

/** By the name of the input or output. */
export interface OwnArrays {
  readonly inputs: Arrays;
  readonly outputs: Arrays;
}

/** New arrays for inputs that the caller will fill. */
export function newInputs(graph: Graph, { inputs }: Partition): Arrays {
  return allocateAll(
    graph,
    graph.inputs.filter(({ name }) => inputs.get(name)!.room === 'own'),
  );
}

/** New arrays for outputs, but for those that come as arrays of their own. */
export function newOutputs(graph: Graph, { outputs }: Partition, except: ReadonlySet<string> = new Set()): Arrays {
  return allocateAll(
    graph,
    graph.outputs.filter(({ name }) => outputs.get(name)!.room === 'own' && !except.has(name)),
  );
}

function allocateAll({ nodes }: Graph, bindings: readonly Binding[]): Arrays {
  return newTable(
    bindings.map(({ name, node }) => {
      const { dtype, shape } = nodes[node]!;
      return [name, allocate(dtype, sizeOf(shape))] as const;
    }),
  );
}
