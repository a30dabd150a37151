/** An op that broadcasts its operands does not need them broadcast beforehand: the smaller array is read instead. */
import type { Ref } from '../builder.ts';
import type { OpName } from '../ops/index.ts';
import { broadcast, sameShape, type Shape } from '../shape.ts';
import type { Rewriter, Rule } from './rewriter.ts';

const elementwise: ReadonlySet<OpName> = new Set<OpName>([
  ...(['add', 'sub', 'mul', 'div', 'pow', 'minimum', 'maximum', 'and', 'or', 'select'] as const),
  ...(['equal', 'notEqual', 'less', 'lessEqual', 'greater', 'greaterEqual'] as const),
]);

/** Reads through `broadcastTo` wherever the other operands still give the result its shape. */
export const broadcasts: Rule = ({ op, inputs, attrs }, r) => {
  if (!elementwise.has(op)) return null;
  const whole = meet(inputs);
  for (const [i, input] of inputs.entries()) {
    const source = sourceOf(input, r);
    if (source === null) continue;
    const thinner = inputs.with(i, source);
    if (sameShape(meet(thinner), whole)) return r.write(op, thinner, attrs as never);
  }
  return null;
};

function sourceOf(ref: Ref, r: Rewriter): Ref | null {
  const node = r.node(ref);
  return node.op === 'broadcastTo' ? r.b.ref(node.inputs[0]!) : null;
}

function meet(inputs: readonly Ref[]): Shape {
  return inputs.reduce<Shape>((shape, input) => broadcast(shape, input.shape)!, []);
}
