/** A power of what is left of the way. */
import { flag, number, positive, readConfig, required } from '../ir/index.ts';
import { stored, type Schedule } from './schedule.ts';

export interface PolynomialDecayConfig {
  /** Value at step 0. */
  readonly initialLearningRate: number;
  /** Steps on the way, above 0. */
  readonly decaySteps: number;
  /** Value at the end of the way. Default 0.0001. */
  readonly endLearningRate?: number;
  /** The power, above 0; 1 is a straight line. Default 1. */
  readonly power?: number;
  /** At the end of the way begin anew, with a way twice, three times … as long. Default `false`: stay there. */
  readonly cycle?: boolean;
}

const fields = {
  initialLearningRate: required(number()),
  decaySteps: required(positive()),
  endLearningRate: number(0.0001),
  power: positive(1),
  cycle: flag(false),
};

/**
 * end + (initial − end) · (1 − min(t / n, 1))^power at step t, with n = decaySteps, or on a cycle the next multiple of it. As Keras's
 * PolynomialDecay.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { schedules } from '@bernoulli/api';
 * const rate = schedules.polynomialDecay({ initialLearningRate: 1, decaySteps: 10, endLearningRate: 0, power: 2 });
 * [rate(0), rate(5), rate(20)]; // => [1, 0.25, 0]
 * ```
 */
export function polynomialDecay(config: PolynomialDecayConfig): Schedule {
  const values = readConfig('polynomialDecay', config, fields);
  const { initialLearningRate, decaySteps, endLearningRate, power, cycle } = values;
  return stored('polynomialDecay', values, (step) => {
    const whole = cycle ? decaySteps * Math.max(Math.ceil(step / decaySteps), 1) : decaySteps;
    return endLearningRate + (initialLearningRate - endLearningRate) * (1 - Math.min(step / whole, 1)) ** power;
  });
}
