/** Up and down again within a known number of steps. */
import { flag, number, oneOf, positive, rate, readConfig, required, whole } from '../ir/config/index.ts';
import { stored, type Schedule } from './schedule.ts';

export interface OneCycleConfig {
  /** The highest value. */
  readonly maxLr: number;
  /** Steps of the whole, from 1 up. The last value stays after them. */
  readonly totalSteps: number;
  /** Part of the steps that goes up, in [0, 1]. Default 0.3. */
  readonly pctStart?: number;
  /** How it goes from one value to the next: half a wave of a cosine, or a straight line. Default `cos`. */
  readonly annealStrategy?: 'cos' | 'linear';
  /** It begins at maxLr / divFactor; above 0. Default 25. */
  readonly divFactor?: number;
  /** It ends at maxLr / divFactor / finalDivFactor; above 0. Default 10000. */
  readonly finalDivFactor?: number;
  /** Go down to where it began as slowly as it went up, and then to the end. Default `false`: straight to the end. */
  readonly threePhase?: boolean;
}

const fields = {
  maxLr: required(number()),
  totalSteps: required(whole(1)),
  pctStart: rate(0.3),
  annealStrategy: oneOf(['cos', 'linear'], 'cos'),
  divFactor: positive(25),
  finalDivFactor: positive(1e4),
  threePhase: flag(false),
};

/**
 * From maxLr / divFactor up to maxLr, at step pctStart · totalSteps − 1, and down to maxLr / divFactor / finalDivFactor at step
 * totalSteps − 1. As PyTorch's OneCycleLR, without its momentum: an optimizer's momentum stays as it is.
 * Source: L. Smith, N. Topin, "Super-Convergence", arXiv:1708.07120.
 *
 * @throws BernoulliError `CONFIG` for a bad or unknown setting.
 * @example
 * ```ts
 * import { schedules } from '@bernoulli/api';
 * const rate = schedules.oneCycle({ maxLr: 1, totalSteps: 11, pctStart: 0.5, annealStrategy: 'linear', divFactor: 4 });
 * [rate(0), rate(10) < 0.0001]; // => [0.25, true]
 * ```
 */
export function oneCycle(config: OneCycleConfig): Schedule {
  const values = readConfig('oneCycle', config, fields);
  const { maxLr, totalSteps, pctStart, annealStrategy, divFactor, finalDivFactor, threePhase } = values;
  const [first, up] = [maxLr / divFactor, pctStart * totalSteps];
  /** Where each phase ends, and at which value. */
  const phases: [end: number, value: number][] = [
    [up - 1, maxLr],
    ...(threePhase ? [[2 * up - 2, first] satisfies [number, number]] : []),
    [totalSteps - 1, first / finalDivFactor],
  ];
  return stored('oneCycle', values, (step) => {
    const at = Math.min(step, totalSteps - 1);
    let [start, from] = [0, first];
    for (const [end, to] of phases) {
      if (at <= end) {
        const p = end > start ? (at - start) / (end - start) : 1;
        return annealStrategy === 'cos' ? to + ((from - to) * (1 + Math.cos(Math.PI * p))) / 2 : from + (to - from) * p;
      }
      [start, from] = [end, to];
    }
    return from;
  });
}
