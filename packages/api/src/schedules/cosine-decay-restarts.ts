/** Half waves of a cosine, one after the other. */
import { atLeast, number, positive, readConfig, required } from '../ir/index.ts';
import { cosineShare } from './cosine-decay.ts';
import { stored, type Schedule } from './schedule.ts';

export interface CosineDecayRestartsConfig {
  /** Value at step 0. */
  readonly initialLearningRate: number;
  /** Steps of the first half wave, above 0. */
  readonly firstDecaySteps: number;
  /** Each half wave is so many times as long as the one before; at least 1. Default 2. */
  readonly tMul?: number;
  /** Each begins at so many times where the one before began; at least 0. Default 1. */
  readonly mMul?: number;
  /** Share of the initial value that none falls below. Default 0. */
  readonly alpha?: number;
}

const fields = {
  initialLearningRate: required(number()),
  firstDecaySteps: required(positive()),
  tMul: atLeast(1, 2),
  mMul: atLeast(0, 1),
  alpha: number(0),
};

/**
 * initialLearningRate · ((1 − alpha) · mMulⁱ · (1 + cos(π·p)) / 2 + alpha) at a part p of the i-th half wave, counted from 0. As Keras's
 * CosineDecayRestarts. Source: I. Loshchilov, F. Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", ICLR 2017.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { schedules } from '@bernoulli/api';
 * const rate = schedules.cosineDecayRestarts({ initialLearningRate: 0.5, firstDecaySteps: 10, mMul: 0.5 });
 * [rate(0), rate(10), rate(20), rate(30)]; // => [0.5, 0.25, 0.125, 0.125]
 * ```
 */
export function cosineDecayRestarts(config: CosineDecayRestartsConfig): Schedule {
  const values = readConfig('cosineDecayRestarts', config, fields);
  const { initialLearningRate, firstDecaySteps, tMul, mMul, alpha } = values;
  /** Where the i-th half wave begins, in lengths of the first. */
  const begin = (i: number): number => (tMul === 1 ? i : (tMul ** i - 1) / (tMul - 1));
  return stored('cosineDecayRestarts', values, (step) => {
    const at = step / firstDecaySteps;
    // A restart that falls on a step begins there, whichever way its place was rounded.
    const reached = at * (1 + 1e-12);
    let i = Math.floor(tMul === 1 ? reached : Math.log1p(reached * (tMul - 1)) / Math.log(tMul));
    if (reached >= begin(i + 1)) i++;
    else if (reached < begin(i)) i--;
    const p = Math.max(at - begin(i), 0) / tMul ** i;
    return initialLearningRate * ((1 - alpha) * mMul ** i * cosineShare(p, 0) + alpha);
  });
}
