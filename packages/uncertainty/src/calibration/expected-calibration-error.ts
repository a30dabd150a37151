/** How far confidence is from accuracy. */
import type { ArrayInput } from '@bernoulli/api';
import { optional, readConfig, whole } from '@bernoulli/api/ir';
import { binned, gapOf } from './reliability.ts';

export interface CalibrationErrorOptions {
  /** Number of bins, from 1 up. Default 15. */
  readonly bins?: number | undefined;
}

const fields = { bins: optional(whole(1)) };

/**
 * Σ_b (n_b / N) |accuracy_b − confidence_b| over bins of equal width (ECE), in [0, 1]. It is no proper score: predicting the shares of the
 * classes for every row has none. Look at the likelihood too.
 *
 * Source: M. Pakdaman Naeini, G. Cooper and M. Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", AAAI 2015.
 *
 * @param labels class numbers, `[rows]`
 * @param probabilities `[rows, classes]`
 * @throws BernoulliError `CONFIG` for bad options; `SHAPE` or `DATA` for other shapes, labels that are no classes, rows that do not add up to 1.
 * @example
 * ```ts
 * import { expectedCalibrationError } from '@bernoulli/uncertainty';
 * expectedCalibrationError([0, 1], [[0.75, 0.25], [0.75, 0.25]]); // => 0.25
 * ```
 */
export function expectedCalibrationError(
  labels: ArrayInput,
  probabilities: ArrayInput,
  options: CalibrationErrorOptions = {},
): number {
  const who = 'expectedCalibrationError';
  return gapOf(binned(who, labels, probabilities, readConfig(who, options, fields)));
}

/**
 * The same over bins of equally many rows (adaptive ECE): where most rows have much the same confidence, bins of equal width hide
 * what goes on among them.
 *
 * Source: K. Nguyen and B. O'Connor, "Posterior calibration and exploratory analysis for natural language processing models", EMNLP 2015.
 *
 * @param labels class numbers, `[rows]`
 * @param probabilities `[rows, classes]`
 * @throws BernoulliError `CONFIG` for bad options; `SHAPE` or `DATA` for other shapes, labels that are no classes, rows that do not add up to 1.
 * @example
 * ```ts
 * import { adaptiveCalibrationError } from '@bernoulli/uncertainty';
 * // One bin for each row.
 * adaptiveCalibrationError([0, 1], [[0.75, 0.25], [0.5, 0.5]], { bins: 2 }); // => 0.375
 * ```
 */
export function adaptiveCalibrationError(
  labels: ArrayInput,
  probabilities: ArrayInput,
  options: CalibrationErrorOptions = {},
): number {
  const who = 'adaptiveCalibrationError';
  return gapOf(binned(who, labels, probabilities, { ...readConfig(who, options, fields), equal: 'mass' }));
}
