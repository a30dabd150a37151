/** Writes a small graph and runs it on the interpreter: how a law is held against figures. */
import type { GraphBuilder, Ref, Shape, TensorData } from '../src/ir/index.ts';
import { interpret } from '../src/ir/interpret/index.ts';
import { simplify } from '../src/ir/analysis/simplify/simplify.ts';
import type { Tensor } from '../src/tracing/tensor.ts';
import { expectClose } from '../../../tests/oracles/expect-close.ts';
import { graphOf, type Symbols } from '../../../tests/oracles/graph-of.ts';

/**
 * Writes a graph over inputs of these types and runs it on the interpreter, as written and simplified, which must agree.
 * Returns the outputs as written.
 */
export function evaluate<K extends string>(
  inputs: Readonly<Record<K, TensorData>>,
  write: (symbols: Symbols<K>, b: GraphBuilder) => Readonly<Record<string, Tensor | Ref>>,
): Record<string, ArrayLike<number> & { readonly shape: Shape }> {
  const graph = graphOf(inputs, write);
  const asWritten = interpret(graph, inputs).outputs;
  const simplified = interpret(simplify(graph), inputs).outputs;
  // Folded constants are rounded to f32; nothing else may differ.
  for (const [name, { data }] of Object.entries(asWritten))
    expectClose(simplified[name]!.data, data, 1e-6, `simplified ${name}`);
  return Object.fromEntries(
    Object.entries(asWritten).map(([name, { data, shape }]) => [name, Object.assign(data, { shape })]),
  );
}
