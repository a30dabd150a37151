/** Half a wave of a cosine from one value to another: slow at both ends. */
import { number, readConfig, whole } from '../ir/index.ts';
import { stored, type Schedule } from './schedule.ts';

export interface CosineConfig {
  /** Value at step 0. Default 1. */
  readonly from?: number;
  /** Value at step `steps` and after. Default 0. */
  readonly to?: number;
  /** Steps on the way, from 1 up. Default 1000. */
  readonly steps?: number;
}

/**
 * to + (from − to) · (1 + cos(π · min(t / steps, 1))) / 2 at step t.
 *
 * Source: I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017; one period.
 *
 * @throws BernoulliError `CONFIG` for a value that is no finite number, or steps that are no whole number from 1 up.
 * @example
 * ```ts
 * import { schedules } from '@bernoulli/api';
 * schedules.cosine({ from: 0.1, to: 0, steps: 100 })(100); // => 0
 * ```
 */
export function cosine(config: CosineConfig = {}): Schedule {
  const values = readConfig('cosine', config, { from: number(1), to: number(0), steps: whole(1, 1000) });
  const { from, to, steps } = values;
  return stored(
    'cosine',
    values,
    (step) => to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(step / steps, 1)))) / 2,
  );
}
