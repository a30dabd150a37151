/** How surprising numbers are under normal predictions. */
import type { ArrayInput } from '@bernoulli/api';
import { fail } from '@bernoulli/api/ir';
import { readTargets } from '../input/targets.ts';

/**
 * (1/N) Σ_i ½ log(2π σ²_i) + (y_i − μ_i)² / 2σ²_i, in nats.
 *
 * @param targets `[rows]` or `[rows, 1]`, like the others
 * @param mean what was predicted
 * @param variance of what is observed: that of the model and that of the noise together, above 0
 * @throws BernoulliError `SHAPE` or `DATA` for other shapes, unequal lengths, a variance that is not above 0.
 * @example
 * ```ts
 * import { gaussianNegativeLogLikelihood } from '@bernoulli/uncertainty';
 * gaussianNegativeLogLikelihood([2], [2], [1 / (2 * Math.PI)]); // => 0
 * ```
 */
export function gaussianNegativeLogLikelihood(targets: ArrayInput, mean: ArrayInput, variance: ArrayInput): number {
  const who = 'gaussianNegativeLogLikelihood';
  const [y, mu, v] = readTargets(who, ['targets', targets], ['mean', mean], ['variance', variance]);
  requirePositive(who, 'variance', v);
  return y.reduce((sum, value, i) => sum - logNormal(value, mu[i]!, v[i]!), 0) / y.length;
}

/** The logarithm of a normal density. */
export function logNormal(y: number, mean: number, variance: number): number {
  return -0.5 * (Math.log(2 * Math.PI * variance) + (y - mean) ** 2 / variance);
}

export function requirePositive(who: string, name: string, values: Float64Array): void {
  const wrong = values.findIndex((x) => !(x > 0));
  if (wrong >= 0)
    fail('DATA', { who, what: `${name} must be above 0; that of row ${wrong} is not`, received: values[wrong] });
}
