/** Curriculum dropout: from nothing up to a value, soon near it. */
import { number, positive, readConfig, required, whole } from '../ir/index.ts';
import { stored, type Schedule } from './schedule.ts';

export interface CurriculumConfig {
  /** What is come near to. */
  readonly value: number;
  /** Steps of the training, T in the paper, from 1 up. */
  readonly steps: number;
  /** How steep the beginning is: at step `steps`, exp(−steepness) of the value is missing. Above 0. Default 10. */
  readonly steepness?: number;
}

/**
 * value · (1 − exp(−γ t)) at step t, with γ = steepness / steps. As a dropout rate it makes the task harder as training goes on: the
 * probability of keeping falls from 1 to 1 − value.
 *
 * Source: P. Morerio, J. Cavazza, R. Volpi, R. Vidal, V. Murino, "Curriculum Dropout", ICCV 2017, with γ = 10 / T.
 *
 * @throws BernoulliError `CONFIG` for a value that is no finite number, steps that are no whole number from 1 up, or a steepness that is not
 * above 0.
 * @example
 * ```ts
 * import { schedules } from '@bernoulli/api';
 * const rate = schedules.curriculum({ value: 0.5, steps: 1000 });
 * [rate(0), rate(100).toFixed(3), rate(1000).toFixed(3)]; // => [0, '0.316', '0.500']
 * ```
 */
export function curriculum(config: CurriculumConfig): Schedule {
  const values = readConfig('curriculum', config, {
    value: required(number()),
    steps: required(whole(1)),
    steepness: positive(10),
  });
  const { value, steps, steepness } = values;
  return stored('curriculum', values, (t) => -value * Math.expm1((-steepness * t) / steps));
}
