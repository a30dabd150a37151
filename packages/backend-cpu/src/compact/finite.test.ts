/** What is finite for whatever finite operands it gets. */
import { GraphBuilder, type Ref } from '@bernoulli/api/ir';
import { expect, it } from 'vitest';
import { staysFinite } from './finite.ts';

type Write = (b: GraphBuilder, x: Ref, y: Ref) => Ref;

function isFinite(write: Write): boolean {
  const b = new GraphBuilder();
  const out = write(b, b.input('x', 'f32', [2]), b.input('y', 'f32', [2]));
  const graph = b.build({ outputs: { out } });
  return staysFinite(graph.nodes[graph.outputs[0]!.node]!, graph);
}

it.each<[string, Write, boolean]>([
  ['a sum', (b, x, y) => b.add(x, y), true],
  ['tanh', (b, x) => b.tanh(x), true],
  ['a logarithm', (b, x) => b.log(x), false],
  ['a square root', (b, x) => b.sqrt(x), false],
  ['a quotient', (b, x, y) => b.div(x, y), false],
  ['a quotient by a constant', (b, x) => b.div(x, 4), true],
  ['a quotient by constants one of which is 0', (b, x) => b.div(x, b.constant(Float32Array.of(1, 0))), false],
  ['an exponential', (b, x) => b.exp(x), false],
  ['of what is at most 88', (b, x) => b.exp(b.minimum(x, 88)), true],
  ['the constant first', (b, x) => b.exp(b.minimum(88, x)), true],
  ['of what is at most 89', (b, x) => b.exp(b.minimum(x, 89)), false],
  ['of what is at least 0', (b, x) => b.exp(b.maximum(x, 0)), false],
  ['of the lesser of two values', (b, x, y) => b.exp(b.minimum(x, y)), false],
  ['of −|x|', (b, x) => b.exp(b.neg(b.abs(x))), true],
  ['of |x|', (b, x) => b.exp(b.abs(x)), false],
  ['of −x²', (b, x) => b.exp(b.neg(b.mul(x, x))), true],
  ['of x²', (b, x) => b.exp(b.mul(b.neg(x), b.neg(x))), false],
  ['of −x·y', (b, x, y) => b.exp(b.neg(b.mul(x, y))), false],
  ['of −x', (b, x) => b.exp(b.neg(x)), false],
  ['of −(x + x)', (b, x) => b.exp(b.neg(b.add(x, x))), false],
])('%s', (_, write, finite) => {
  expect(isFinite(write)).toBe(finite);
});
