/** A staircase: a factor for every so many steps. */
import { atLeast, number, readConfig, whole } from '../ir/index.ts';
import { stored, type Schedule } from './schedule.ts';

export interface StepScheduleConfig {
  /** Value at step 0. Default 1. */
  readonly from?: number;
  /** What the value is multiplied by at each stair, from 0 up. Default 0.5. */
  readonly factor?: number;
  /** Steps on a stair, from 1 up. Default 1000. */
  readonly steps?: number;
}

/**
 * from · factor^⌊t / steps⌋ at step t. As PyTorch's StepLR, by steps.
 *
 * @throws BernoulliError `CONFIG` for a value that is no finite number, a negative factor, or steps that are no whole number from 1 up.
 * @example
 * ```ts
 * import { schedules } from '@bernoulli/api';
 * const rate = schedules.step({ from: 0.5, factor: 0.5, steps: 100 });
 * [rate(99), rate(100), rate(200)]; // => [0.5, 0.25, 0.125]
 * ```
 */
export function step(config: StepScheduleConfig = {}): Schedule {
  const values = readConfig('step', config, { from: number(1), factor: atLeast(0, 0.5), steps: whole(1, 1000) });
  const { from, factor, steps } = values;
  return stored('step', values, (t) => from * factor ** Math.floor(t / steps));
}
