/** Class labels: whole numbers from 0, as many kinds as there are classes. */
import { fail, type TensorData } from '../ir/index.ts';
import { flatten, kindOf, type ArrayInput } from './input.ts';

/**
 * `value` as an i32 tensor of class labels. Numbers of any kind of array are taken; each must be whole and in [0, `classes`).
 *
 * @throws BernoulliError `DATA`, naming the row: `label 10 at row 57 of y: must be a whole number in [0, 9]`.
 */
export function toLabels(value: ArrayInput, classes: number, who: string, name = 'y'): TensorData {
  const { data, shape } = flatten(value, who, name);
  const perRow = shape.slice(1).reduce((product, n) => product * n, 1);
  const out = data instanceof Int32Array ? data : new Int32Array(data.length);
  for (let i = 0; i < data.length; i++) {
    const label = data[i];
    if (typeof label !== 'number' || !(label >= 0 && label < classes) || !Number.isInteger(label))
      fail('DATA', {
        who,
        what: `label ${typeof label === 'number' ? label : kindOf(label)} at row ${Math.floor(i / perRow)} of ${name}: must be a whole number in [0, ${classes - 1}]`,
      });
    out[i] = label;
  }
  return { dtype: 'i32', shape: [...shape], data: out };
}
