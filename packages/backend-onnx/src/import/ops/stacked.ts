/** Values of one shape, one after the other along an axis of their own. */
import { concat } from '@bernoulli/api';
import { unsupported } from '../unsupported.ts';
import { Value } from '../value.ts';

/** `axis` is the new one, by its place in the result. */
export function stacked(values: readonly Value[], axis = 0): Value {
  const first = values[0] ?? unsupported('a loop of no rounds that gives values of each');
  const parts = values.map(({ tensor }) =>
    tensor.reshape([...tensor.shape.slice(0, axis), 1, ...tensor.shape.slice(axis)]),
  );
  return Value.of(concat(parts, axis), first.type);
}
