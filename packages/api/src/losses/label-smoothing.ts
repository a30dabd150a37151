/** Labels moved towards no opinion, so that a model is not driven to certainty. */
import { flag, rate } from '../ir/config/index.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { LossConfig } from './loss.ts';
import { commonFields } from './reduced-loss.ts';

/** What every cross-entropy of `values` can be told. */
export interface SmoothedConfig extends LossConfig {
  /** The prediction holds logits, not probabilities. Default `false`. */
  readonly fromLogits?: boolean;
  /** s in [0, 1]: labels y become y·(1 − s) + s / classes, two classes where answers are yes or no. Default 0. */
  readonly labelSmoothing?: number;
}

/** The fields of {@link SmoothedConfig}. */
export function smoothedFields(name: string) {
  return { fromLogits: flag(false), labelSmoothing: rate(0), ...commonFields(name) };
}

/** y·(1 − s) + s / classes. Source: C. Szegedy et al., arXiv:1512.00567, section 7. */
export function smoothed(y: Tensor, s: number, classes: number): Tensor {
  return s === 0 ? y : y.mul(1 - s).add(s / classes);
}
