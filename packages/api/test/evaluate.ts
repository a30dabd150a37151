/** Writes a small graph and runs it on the interpreter: how a law is held against figures. */
import { GraphBuilder, type Ref, type Shape, type TensorData } from '../src/ir/index.ts';
import { interpret } from '../src/ir/interpret/index.ts';
import { simplify } from '../src/ir/analysis/simplify/simplify.ts';
import { Tensor } from '../src/tracing/tensor.ts';
import { expectClose } from '../../../tests/oracles/expect-close.ts';

/** The tensors that stand for the arrays while a graph is written. */
export type Symbols<K extends string> = Readonly<Record<K, Tensor>>;

/**
 * Writes a graph over inputs of these types and runs it on the interpreter, as written and simplified, which must agree.
 * Returns the outputs as written.
 */
export function evaluate<K extends string>(
  inputs: Readonly<Record<K, TensorData>>,
  write: (symbols: Symbols<K>, b: GraphBuilder) => Readonly<Record<string, Tensor | Ref>>,
): Record<string, ArrayLike<number> & { readonly shape: Shape }> {
  const b = new GraphBuilder();
  const entries = Object.entries(inputs) as [K, TensorData][];
  const symbols = Object.fromEntries(
    entries.map(([name, { dtype, shape }]) => [name, new Tensor(b, b.input(name, dtype, shape))]),
  ) as unknown as Symbols<K>;
  const outputs = Object.entries(write(symbols, b)).map(([name, x]) => [name, x instanceof Tensor ? x.ref : x]);
  const graph = b.build({ outputs: Object.fromEntries(outputs) as Record<string, Ref> });
  const asWritten = interpret(graph, inputs).outputs;
  const simplified = interpret(simplify(graph), inputs).outputs;
  // Folded constants are rounded to f32; nothing else may differ.
  for (const [name, { data }] of Object.entries(asWritten))
    expectClose(simplified[name]!.data, data, 1e-6, `simplified ${name}`);
  return Object.fromEntries(
    Object.entries(asWritten).map(([name, { data, shape }]) => [name, Object.assign(data, { shape })]),
  );
}
