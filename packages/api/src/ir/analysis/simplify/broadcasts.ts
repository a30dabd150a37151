/** An op that broadcasts its operands does not need them large: a smaller array that reads the same takes their place. */
import { ops } from '../../ops/index.ts';
import { broadcast, sameShape, type Shape } from '../../shape.ts';
import type { Rule } from './rewriter.ts';

/** Reads through `broadcastTo`, and constants full of one number as scalars, where the result keeps its shape. */
export const broadcasts: Rule = ({ op, inputs, attrs }, r) => {
  if (ops[op].kind !== 'elementwise') return null;
  const shapes = inputs.map((input) => input.shape);
  const whole = meet(shapes);
  for (const [i, input] of inputs.entries()) {
    const node = r.node(input);
    const fill = node.op === 'constant' && input.shape.length > 0 ? r.filledWith(input) : undefined;
    const source = node.op === 'broadcastTo' ? r.b.ref(node.inputs[0]!).shape : fill === undefined ? null : [];
    if (source === null || !sameShape(meet(shapes.with(i, source)), whole)) continue;
    const small =
      node.op === 'broadcastTo' ? r.b.ref(node.inputs[0]!) : r.constantOf(r.constant(input)!.slice(0, 1), []);
    return r.write(op, inputs.with(i, small), attrs as never);
  }
  return null;
};

function meet(shapes: readonly Shape[]): Shape {
  return shapes.reduce<Shape>((shape, other) => broadcast(shape, other)!, []);
}
