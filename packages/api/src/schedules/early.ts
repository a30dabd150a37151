/** A value at the beginning only: early dropout. */
import { flag, number, readConfig, required, whole } from '../ir/index.ts';
import { stored, type Schedule } from './schedule.ts';

export interface EarlyConfig {
  /** Value at step 0. */
  readonly value: number;
  /** Steps until it is 0, from 1 up. */
  readonly steps: number;
  /** Whether it falls to 0 in a straight line, or stays and stops. Default `false`. */
  readonly falling?: boolean;
}

/**
 * The value at step t < steps, and 0 after; with `falling`, value · (1 − t / steps) until then. As a dropout rate it is early dropout, which
 * lets networks that are too small for their data fit them better.
 *
 * Source: Z. Liu, Z. Xu, J. Jin, Z. Shen, T. Darrell, "Dropout Reduces Underfitting", ICML 2023.
 *
 * @throws BernoulliError `CONFIG` for a value that is no finite number, or steps that are no whole number from 1 up.
 * @example
 * ```ts
 * import { Dropout, schedules } from '@bernoulli/api';
 * const rate = schedules.early({ value: 0.5, steps: 100 });
 * [rate(0), rate(99), rate(100)]; // => [0.5, 0.5, 0]
 * new Dropout({ rate }).moments(3, 0, 100); // => { mean: 3, variance: 0 }
 * ```
 */
export function early(config: EarlyConfig): Schedule {
  const values = readConfig('early', config, {
    value: required(number()),
    steps: required(whole(1)),
    falling: flag(false),
  });
  const { value, steps, falling } = values;
  return stored('early', values, (t) => {
    if (t >= steps) return 0;
    return falling ? value * (1 - t / steps) : value;
  });
}
