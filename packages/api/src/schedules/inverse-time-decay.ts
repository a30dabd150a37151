/** One over a straight line. */
import { atLeast, flag, number, positive, readConfig, required } from '../ir/index.ts';
import { stored, type Schedule } from './schedule.ts';

export interface InverseTimeDecayConfig {
  /** Value at step 0. */
  readonly initialLearningRate: number;
  /** Steps, above 0, in which the divisor grows by `decayRate`. */
  readonly decaySteps: number;
  /** Growth of the divisor, at least 0. */
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
 * initialLearningRate / (1 + decayRate · p) at step t, with p = t / decaySteps, or ⌊t / decaySteps⌋ on a staircase. As Keras's
 * InverseTimeDecay.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { schedules } from '@bernoulli/api';
 * schedules.inverseTimeDecay({ initialLearningRate: 0.5, decaySteps: 10, decayRate: 1 })(10); // => 0.25
 * ```
 */
export function inverseTimeDecay(config: InverseTimeDecayConfig): Schedule {
  const values = readConfig('inverseTimeDecay', config, fields);
  const { initialLearningRate, decaySteps, decayRate, staircase } = values;
  return stored('inverseTimeDecay', values, (step) => {
    const p = step / decaySteps;
    return initialLearningRate / (1 + decayRate * (staircase ? Math.floor(p) : p));
  });
}
