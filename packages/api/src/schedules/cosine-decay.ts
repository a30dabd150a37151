/** Half a wave of a cosine down to a share of where it began, after a straight way up if wanted. */
import { nullable, number, positive, readConfig, required, whole } from '../ir/index.ts';
import { stored, type Schedule } from './schedule.ts';

export interface CosineDecayConfig {
  /** Value at step 0. */
  readonly initialLearningRate: number;
  /** Steps of the half wave, above 0, those of the warm-up left out. */
  readonly decaySteps: number;
  /** Share of where the wave begins that is left at its end. Default 0. */
  readonly alpha?: number;
  /** Where the warm-up ends and the wave begins. Default `null`: no warm-up. */
  readonly warmupTarget?: number | null;
  /** Steps of the warm-up, from 0 up. Default 0. */
  readonly warmupSteps?: number;
}

const fields = {
  initialLearningRate: required(number()),
  decaySteps: required(positive()),
  alpha: number(0),
  warmupTarget: nullable(number()),
  warmupSteps: whole(0, 0),
};

/** (1 − alpha) · (1 + cos(π·p)) / 2 + alpha: the share that is left after a part p of the half wave. */
export function cosineShare(p: number, alpha: number): number {
  return ((1 - alpha) * (1 + Math.cos(Math.PI * p))) / 2 + alpha;
}

/**
 * At step t, from 0 up to `warmupSteps` the straight line from initialLearningRate to warmupTarget; after it
 * top · ((1 − alpha) · (1 + cos(π·p)) / 2 + alpha), with p = min((t − warmupSteps) / decaySteps, 1) and top the value where the wave
 * begins. Without a warmupTarget, warmupSteps are not looked at. As Keras's CosineDecay.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { schedules } from '@bernoulli/api';
 * const rate = schedules.cosineDecay({
 *   initialLearningRate: 0,
 *   warmupTarget: 0.5,
 *   warmupSteps: 10,
 *   decaySteps: 100,
 * });
 * [rate(5), rate(10), rate(110)]; // => [0.25, 0.5, 0]
 * ```
 */
export function cosineDecay(config: CosineDecayConfig): Schedule {
  const values = readConfig('cosineDecay', config, fields);
  const { initialLearningRate: initial, decaySteps, alpha, warmupTarget } = values;
  const top = warmupTarget ?? initial;
  const warm = warmupTarget === null ? 0 : values.warmupSteps;
  return stored('cosineDecay', values, (step) =>
    step < warm
      ? initial + (top - initial) * (step / warm)
      : top * cosineShare(Math.min((step - warm) / decaySteps, 1), alpha),
  );
}
