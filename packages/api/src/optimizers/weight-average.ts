/** Averages of a weight over the steps: exponential, or equal ones from some step on. */
import { flag, nullable, rate, whole, type SettingsOf } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';

/** How weights are averaged: as they are after each step, constraints met. */
export interface AverageConfig {
  /** Keep an exponential moving average of every weight, which takes its place when `fit` ends. Default `false`. */
  readonly useEma?: boolean;
  /** Memory of that average, in [0, 1]. Default 0.99. */
  readonly emaMomentum?: number;
  /** Put the average in the place of the weight after every so many updates, from 1 up. Default `null`: only when `fit` ends. */
  readonly emaOverwriteFrequency?: number | null;
  /**
   * Stochastic weight averaging: from this update on, counted from 0, keep the equal average of the weights, which takes their place when
   * `fit` ends. Default `null`: none.
   */
  readonly swaStart?: number | null;
  /** Updates from one weight in that average to the next, from 1 up. Default 1. */
  readonly swaFrequency?: number;
}

/** The fields of {@link AverageConfig}. */
export const averageFields = {
  useEma: flag(false),
  emaMomentum: rate(0.99),
  emaOverwriteFrequency: nullable(whole(1)),
  swaStart: nullable(whole(0)),
  swaFrequency: whole(1, 1),
};

export type Averaging = SettingsOf<typeof averageFields>;

/**
 * The share of the new weight in the average, after so many updates: EMA ← momentum · EMA + (1 − momentum) · w, or with the n-th
 * weight SWA ← SWA + (w − SWA) / n. Until there is an average, it is the weight itself.
 */
export function averageScalars(settings: Averaging, updates: number, moves: boolean): Record<string, number> {
  const { useEma, emaMomentum, emaOverwriteFrequency: every, swaStart, swaFrequency } = settings;
  const overwrite = every === null ? {} : { overwrite: +((updates + 1) % every === 0) };
  if (useEma) return { newest: updates === 0 ? 1 : 1 - emaMomentum, ...overwrite };
  const since = updates - swaStart!;
  if (since < 0) return { newest: 1 };
  return { newest: moves && since % swaFrequency === 0 ? 1 / (since / swaFrequency + 1) : 0 };
}

/** The next average. The shares are multiplied apart, so that 0 and 1 are exact. */
export function nextAverage(average: Tensor, parameter: Tensor, newest: Tensor): Tensor {
  return average.mul(newest.subFrom(1)).add(parameter.mul(newest));
}
