/** The same value at every step. */
import { number, readConfig, required } from '../ir/index.ts';
import { stored, type Schedule } from './schedule.ts';

export interface ConstantConfig {
  readonly value: number;
}

/**
 * The value at every step: what a number says, where a schedule is asked for.
 *
 * @throws BernoulliError `CONFIG` for a value that is no finite number.
 * @example
 * ```ts
 * import { schedules } from '@bernoulli/api';
 * schedules.constant({ value: 0.5 })(1000); // => 0.5
 * ```
 */
export function constant(config: ConstantConfig): Schedule {
  const values = readConfig('constant', config, { value: required(number()) });
  return stored('constant', values, () => values.value);
}
