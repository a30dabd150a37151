/** Whether quantiles are what they say: as often undershot as their levels. */
import type { ArrayInput } from '@bernoulli/api';
import { fail } from '@bernoulli/api/ir';
import { readValues } from '../input/values.ts';
import { checkLevels } from '../samples/predictive-quantiles.ts';
import { readTargets } from '../input/targets.ts';

export interface QuantileCalibration {
  /** For each level, the share of the targets that are at most the predicted quantile. */
  readonly observed: number[];
  /** The mean of |observed − level|. */
  readonly error: number;
}

/**
 * How often targets are at most each predicted quantile. For calibrated predictions that is the level itself.
 *
 * Source: V. Kuleshov, N. Fenner and S. Ermon, "Accurate Uncertainties for Deep Learning Using Calibrated Regression", ICML 2018.
 *
 * @param targets `[rows]` or `[rows, 1]`
 * @param quantiles `[levels, rows]` or `[levels, rows, 1]`, as `predictiveQuantiles` gives them
 * @param levels each in [0, 1]
 * @throws BernoulliError `SHAPE` or `DATA` for other shapes or unequal lengths; `CONFIG` for a level outside [0, 1].
 * @example
 * ```ts
 * import { quantileCalibration } from '@bernoulli/uncertainty';
 * // Half of the targets are below what was called the median: as it should be.
 * quantileCalibration([1, 3], [[2, 2]], [0.5]); // => { observed: [0.5], error: 0 }
 * ```
 */
export function quantileCalibration(
  targets: ArrayInput,
  quantiles: ArrayInput,
  levels: readonly number[],
): QuantileCalibration {
  const who = 'quantileCalibration';
  checkLevels(who, levels);
  const [y] = readTargets(who, ['targets', targets]);
  const { data, shape } = readValues(quantiles, { who, name: 'quantiles', axes: ['levels', 'rows', '…'] });
  if (shape[0] !== levels.length || data.length !== levels.length * y.length)
    fail('SHAPE', { who, what: `quantiles must be [${levels.length}, ${y.length}]`, received: shape });
  const observed = levels.map(
    (_, l) => y.reduce((count, value, i) => count + Number(value <= data[l * y.length + i]!), 0) / y.length,
  );
  const error = observed.reduce((sum, share, l) => sum + Math.abs(share - levels[l]!), 0) / levels.length;
  return { observed, error };
}
