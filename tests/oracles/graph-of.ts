/** A small graph over arrays, written and run: how a law is held against figures. */
import { Tensor, type Backend, type Graph, type TensorData } from '@bernoulli/api';
import { GraphBuilder, type Ref } from '@bernoulli/api/ir';

/** Backends by name, made anew for each graph. */
export type Backends = Readonly<Record<string, () => Backend>>;

/** The tensors that stand for the arrays while a graph is written. */
export type Symbols<K extends string> = Readonly<Record<K, Tensor>>;

/** Writes a graph over inputs of these types. */
export function graphOf<K extends string>(
  inputs: Readonly<Record<K, TensorData>>,
  write: (symbols: Symbols<K>, b: GraphBuilder) => Readonly<Record<string, Tensor | Ref>>,
): Graph {
  const b = new GraphBuilder();
  const entries = Object.entries(inputs) as [K, TensorData][];
  const symbols = Object.fromEntries(
    entries.map(([name, { dtype, shape }]) => [name, new Tensor(b, b.input(name, dtype, shape))]),
  ) as unknown as Symbols<K>;
  const outputs = Object.entries(write(symbols, b)).map(([name, x]) => [name, x instanceof Tensor ? x.ref : x]);
  return b.build({ outputs: Object.fromEntries(outputs) as Record<string, Ref> });
}

/** Runs a graph once; inputs that it does not read are left out. */
export async function runOnce(
  backend: Backend,
  graph: Graph,
  inputs: Readonly<Record<string, TensorData>>,
): Promise<Record<string, TensorData>> {
  const executable = await backend.compile(graph);
  try {
    return await executable.run(Object.fromEntries(graph.inputs.map(({ name }) => [name, inputs[name]!])));
  } finally {
    await executable.dispose();
  }
}
