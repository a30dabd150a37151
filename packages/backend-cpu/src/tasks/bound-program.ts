/** A program on the heap as it lies now: views of what goes in and out, and the steps of a run. */
import type { Binding, Graph, InPlace, NodeId, TensorType, TypedArray } from '@bernoulli/api/ir';
import type { Placement } from '../memory/placement.ts';
import type { SharedMemory } from '../memory/shared-memory.ts';
import { spareArray, viewOf } from '../memory/view.ts';
import type { ProductCount } from '../sparse/lists.ts';
import type { Bind } from './step.ts';

export interface Program {
  readonly graph: Graph;
  readonly memory: SharedMemory;
  readonly placement: Placement;
  /** Bytes for inputs, intermediate values and scratch together, with those of loops. */
  readonly arenaBytes: number;
  readonly results: readonly Bind[];
  readonly updates: readonly Bind[];
  /** Runs all steps of the loop whose body this is; `null` where they run one by one. */
  readonly whole: Bind | null;
  /** What became, in the last run, of the products that may skip zeros. */
  readonly productCounts: () => readonly ProductCount[];
  /** Gives back what the steps hold beside what is placed. */
  readonly release: () => void;
}

export interface BoundProgram {
  readonly buffer: ArrayBufferLike;
  readonly inputs: readonly NamedArray[];
  readonly outputs: readonly NamedArray[];
  /** Computes the outputs and the commit flag. */
  readonly computeResults: () => void;
  /** Replaces the state, unless the commit flag forbids it. */
  readonly updateState: () => void;
}

interface NamedArray {
  readonly name: string;
  readonly type: TensorType;
  readonly array: TypedArray;
}

export function bindProgram({ graph, memory, placement, results, updates }: Program): BoundProgram {
  const { buffer } = memory.heap;
  const view = viewIn({ graph, memory, placement });
  const named = (bindings: readonly Binding[]): NamedArray[] =>
    bindings.map(({ name, node }) => ({ name, type: graph.nodes[node]!, array: view(node) }));
  const stepsOf = (binds: readonly Bind[]): (() => void)[] => binds.map((bind) => bind(view, buffer));
  const commit = graph.commit === null ? null : view(graph.commit);
  const [resultSteps, updateSteps] = [stepsOf(results), stepsOf(updates)];
  return {
    buffer,
    inputs: named(graph.inputs.filter((i) => placement.has(i.node))),
    outputs: named(graph.outputs),
    computeResults: () => {
      for (const step of resultSteps) step();
    },
    updateState: () => {
      if (commit === null || commit[0] !== 0) for (const step of updateSteps) step();
    },
  };
}

export function bindWhole(program: Program, whole: Bind): () => void {
  return whole(viewIn(program), program.memory.heap.buffer);
}

function viewIn({ graph, memory, placement }: Pick<Program, 'graph' | 'memory' | 'placement'>) {
  return (id: NodeId): TypedArray => viewOf(memory.heap.buffer, placement.addressOf(id), graph.nodes[id]!);
}

/** The arrays of a program for its user to fill and read. */
export function arraysOf({ graph, memory, placement }: Program): Omit<InPlace, 'run'> {
  const { buffer } = memory.heap;
  const arrayOf = (id: NodeId): TypedArray => {
    const type = graph.nodes[id]!;
    return placement.has(id) ? viewOf(buffer, placement.addressOf(id), type) : spareArray(type);
  };
  const arrays = (bindings: readonly Binding[]): Record<string, TypedArray> =>
    Object.fromEntries(bindings.map(({ name, node }) => [name, arrayOf(node)]));
  return { inputs: arrays(graph.inputs), outputs: arrays(graph.outputs), state: arrays(graph.state) };
}
