/** What members of an ensemble predict, as samples of one model. */
import type { ArrayInput } from '@bernoulli/api';
import { fail, sameShape } from '@bernoulli/api/ir';
import { readValues, type Values } from '../input/values.ts';

/**
 * Predictions `[rows, …]` of each member as `[members, rows, …]`.
 *
 * @throws BernoulliError `SHAPE` for members that predict other shapes.
 */
export function stackPredictions(who: string, predictions: readonly ArrayInput[]): Values {
  const each = predictions.map((value) => readValues(value, { who, name: 'predictions', axes: ['rows', '…'] }));
  const { shape } = each[0]!;
  const other = each.find((value) => !sameShape(value.shape, shape));
  if (other !== undefined)
    fail('SHAPE', { who, what: `all members must predict ${JSON.stringify(shape)}`, received: other.shape });
  const size = each[0]!.data.length;
  const data = new Float64Array(each.length * size);
  each.forEach((value, i) => data.set(value.data, i * size));
  return { data, shape: [each.length, ...shape] };
}
