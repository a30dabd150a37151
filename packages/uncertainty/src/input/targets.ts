/** Numbers to predict and what was predicted for them, one for each row. */
import type { ArrayInput } from '@bernoulli/api';
import { fail, printShape } from '@bernoulli/api/ir';
import { readValues } from './values.ts';

/** An array, and what messages call it. */
type Named = readonly [name: string, value: ArrayInput];

/**
 * One array for each, all of one length. A column, `[rows, 1]`, is as good as `[rows]`.
 *
 * @throws BernoulliError `SHAPE` for several columns or unequal lengths; what `readValues` throws.
 */
export function readTargets<const N extends readonly Named[]>(
  who: string,
  ...arrays: N
): { [K in keyof N]: Float64Array } {
  let first: { name: string; rows: number } | undefined;
  return arrays.map(([name, value]) => {
    const { data, shape } = readValues(value, { who, name, axes: ['rows', '…'] });
    const [rows, ...columns] = shape as [number, ...number[]];
    if (columns.some((n) => n !== 1))
      fail('SHAPE', { who, what: `${name} must be one number for each row`, received: `shape ${printShape(shape)}` });
    first ??= { name, rows };
    if (rows !== first.rows)
      fail('SHAPE', { who, what: `${name} must have ${first.rows} rows, as ${first.name}`, received: `${rows} rows` });
    return data;
  }) as { [K in keyof N]: Float64Array };
}
