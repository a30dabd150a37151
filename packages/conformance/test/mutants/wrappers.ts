/** Words to say faults in that lie around an executable, not in its kernels. */
import type { Executable, Graph, TensorData } from '@bernoulli/api/ir';
import { wrapped, type Mutant } from './mutant.ts';

export type Outputs = Record<string, TensorData>;
type Wrap = (executable: Executable, graph: Graph) => Partial<Executable>;

export const job = /^journeys\/(?!large )/;
export const mutant = (name: string, wrap: Wrap, before?: (graph: Graph) => Graph): Mutant => ({
  name,
  job,
  make: () => wrapped(wrap, before),
});

/** What a run returns, changed. */
export const after = (name: string, change: (got: Outputs, graph: Graph, run: number) => Outputs): Mutant =>
  mutant(name, (executable, graph) => {
    let run = 0;
    return { run: async (inputs) => change(await executable.run(inputs), graph, run++) };
  });
