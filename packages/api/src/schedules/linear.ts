/** A straight line from one value to another. */
import { number, readConfig, whole } from '../ir/index.ts';
import { stored, type Schedule } from './schedule.ts';

export interface LinearConfig {
  /** Value at step 0. Default 0. */
  readonly from?: number;
  /** Value at step `steps` and after. Default 1. */
  readonly to?: number;
  /** Steps on the way, from 1 up. Default 1000. */
  readonly steps?: number;
}

/**
 * from + (to − from) · min(t / steps, 1) at step t.
 *
 * @throws BernoulliError `CONFIG` for a value that is no finite number, or steps that are no whole number from 1 up.
 * @example
 * ```ts
 * import { schedules } from '@bernoulli/api';
 * schedules.linear({ from: 0.5, to: 0, steps: 100 })(25); // => 0.375
 * ```
 */
export function linear(config: LinearConfig = {}): Schedule {
  const values = readConfig('linear', config, { from: number(0), to: number(1), steps: whole(1, 1000) });
  const { from, to, steps } = values;
  return stored('linear', values, (step) => from + (to - from) * Math.min(step / steps, 1));
}
