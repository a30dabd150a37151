/** A factor for every so many steps. */
import { atLeast, flag, number, positive, readConfig, required } from '../ir/index.ts';
import { stored, type Schedule } from './schedule.ts';

export interface ExponentialDecayConfig {
  /** Value at step 0. */
  readonly initialLearningRate: number;
  /** Steps, above 0, in which the value falls to `decayRate` of what it was. */
  readonly decaySteps: number;
  /** The factor, at least 0. */
  readonly decayRate: number;
  /** Fall in steps of `decaySteps` instead of all the time. Default `false`. */
  readonly staircase?: boolean;
}

const fields = {
  initialLearningRate: required(number()),
  decaySteps: required(positive()),
  decayRate: required(atLeast(0)),
  staircase: flag(false),
};

/**
 * initialLearningRate · decayRate^p at step t, with p = t / decaySteps, or ⌊t / decaySteps⌋ on a staircase. As Keras's ExponentialDecay.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { schedules } from '@bernoulli/api';
 * schedules.exponentialDecay({ initialLearningRate: 0.5, decaySteps: 10, decayRate: 0.25 })(5); // => 0.25
 * ```
 */
export function exponentialDecay(config: ExponentialDecayConfig): Schedule {
  const values = readConfig('exponentialDecay', config, fields);
  const { initialLearningRate, decaySteps, decayRate, staircase } = values;
  return stored('exponentialDecay', values, (step) => {
    const p = step / decaySteps;
    return initialLearningRate * decayRate ** (staircase ? Math.floor(p) : p);
  });
}
