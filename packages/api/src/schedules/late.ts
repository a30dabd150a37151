/** A value from a step on: late dropout. */
import { number, readConfig, required, whole } from '../ir/index.ts';
import { stored, type Schedule } from './schedule.ts';

export interface LateConfig {
  /** Value in the end. */
  readonly value: number;
  /** Steps until it begins, from 1 up. */
  readonly steps: number;
}

/**
 * 0 at step t < steps, and the value after. As a dropout rate it is late dropout, against overfitting.
 *
 * Source: Z. Liu, Z. Xu, J. Jin, Z. Shen, T. Darrell, "Dropout Reduces Underfitting", ICML 2023.
 *
 * @throws BernoulliError `CONFIG` for a value that is no finite number, or steps that are no whole number from 1 up.
 * @example
 * ```ts
 * import { schedules } from '@bernoulli/api';
 * const rate = schedules.late({ value: 0.5, steps: 100 });
 * [rate(99), rate(100)]; // => [0, 0.5]
 * ```
 */
export function late(config: LateConfig): Schedule {
  const values = readConfig('late', config, { value: required(number()), steps: required(whole(1)) });
  const { value, steps } = values;
  return stored('late', values, (t) => (t < steps ? 0 : value));
}
