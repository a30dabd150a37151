/** `Gradient`: how a number of the file changes with values that it was computed from, by our own differentiation. */
import { gradients as differentiate, sizeOf } from '@bernoulli/api/ir';
import { Tensor } from '@bernoulli/api';
import type { NodeCall, Operator } from '../node-call.ts';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';

/** The derivatives of `y` by each of `xs`, at the values that these have in the graph. */
function gradient(c: NodeCall): Value[] {
  const [xs, others] = [c.texts('xs') ?? [], c.texts('zs') ?? []];
  const values = [...xs, ...others].map((name, i) => {
    const value = c.input(i);
    if (c.around.named(name) !== value) unsupported(`${name} at another value`);
    // Of values that hang on each other, only a part of the whole derivative would be meant.
    if (value.tensor.b.at(value.tensor.ref.id).inputs.length > 0) unsupported(`${name}, which is computed`);
    return value;
  });
  const y = c.around.named(c.text('y', ''));
  if (!(y instanceof Value) || y.dtype !== 'f32' || sizeOf(y.shape) !== 1)
    return unsupported('y that is not one float');
  const wrt = values.slice(0, xs.length);
  if (wrt.some(({ dtype }) => dtype !== 'f32')) unsupported('xs that are not floats');
  const { b } = y.tensor;
  const made = differentiate(
    b,
    y.tensor.reshape([]).ref,
    wrt.map(({ tensor }) => tensor.ref),
  );
  return made.map((ref, i) => Value.of(new Tensor(b, ref), wrt[i]!.type));
}

export const gradients: Readonly<Record<string, Operator>> = { Gradient: gradient };
