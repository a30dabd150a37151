/** Dropping to the low end of SELU, and the map that brings mean 0 and variance 1 back: what the alpha kinds do. */
import { ALPHA, SCALE } from '../activations/selu.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { Moments } from './kind.ts';
import { keepProbability, ofKeep, type Rate } from './rate.ts';

/** −λα, what SELU gives far below 0. */
const LOWEST = -SCALE * ALPHA;

/** Slope a of the map; 0 where nothing is kept, so that zeros are left. */
const slope = (keep: number): number => (keep === 0 ? 0 : 1 / Math.sqrt(keep + keep * (1 - keep) * LOWEST ** 2));

/** Its constant b. */
const shift = (keep: number): number => (keep === 1 ? 0 : -slope(keep) * (1 - keep) * LOWEST);

/** Of a · (x or α′) + b, x with the probability of keeping. */
export function alphaMoments(rate: Rate, x: number, unit?: number, step?: number): Moments {
  const keep = keepProbability(rate, unit ?? 0, step);
  if (keep === 0) return { mean: 0, variance: 0 };
  const a = slope(keep);
  return {
    mean: a * (keep * x + (1 - keep) * LOWEST) + shift(keep),
    variance: (a * (x - LOWEST)) ** 2 * keep * (1 - keep),
  };
}

/** a · x + b where the mask is true, a · α′ + b elsewhere. */
export function saturateWhere(rate: Rate, x: Tensor, mask: Tensor): Tensor {
  return x
    .where(mask, LOWEST)
    .mul(ofKeep('slope', rate, x, slope))
    .add(ofKeep('shift', rate, x, shift));
}
