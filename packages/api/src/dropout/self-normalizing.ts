/** Dropping to the low end of SELU, and the map that brings mean 0 and variance 1 back: what the alpha kinds do. */
import { ALPHA, SCALE } from '../activations/selu.ts';
import type { Tensor } from '../tracing/tensor.ts';
import type { Moments } from './kind.ts';
import { byCoins, coinLaw } from './coins.ts';
import { ofAnyKeep, type AnyRate } from './rate.ts';

/** −λα, what SELU gives far below 0. */
const LOWEST = -SCALE * ALPHA;

/** Slope a of the map; 0 where nothing is kept, so that zeros are left. */
const slope = (keep: number): number => (keep === 0 ? 0 : 1 / Math.sqrt(keep + keep * (1 - keep) * LOWEST ** 2));

/** Its constant b. */
const shift = (keep: number): number => (keep === 1 ? 0 : -slope(keep) * (1 - keep) * LOWEST);

/** Of a · (x or α′) + b, x with the probability of keeping. */
export function alphaMoments(rate: AnyRate, x: number, unit?: number, step?: number): Moments {
  const { keep, mean, variance } = coinLaw(rate, unit, step);
  if (keep === 0) return { mean: 0, variance: 0 };
  const a = slope(keep);
  return {
    mean: a * (mean * x + (1 - mean) * LOWEST) + shift(keep),
    variance: (a * (x - LOWEST)) ** 2 * variance,
  };
}

/** a · x + b where the mask is true, a · α′ + b elsewhere. */
export function saturateWhere(rate: AnyRate, x: Tensor, mask: Tensor): Tensor {
  return byCoins(rate, x, mask, x, LOWEST)
    .mul(ofAnyKeep('slope', rate, x, slope, slopeOf))
    .add(ofAnyKeep('shift', rate, x, shift, (p) => slopeOf(p).mul(p.subFrom(1)).mul(-LOWEST)));
}

/** The slope in the graph. */
function slopeOf(keep: Tensor): Tensor {
  const spread = keep.add(keep.mul(keep.subFrom(1)).mul(LOWEST ** 2));
  return spread
    .greater(0)
    .cast('f32')
    .mul(
      spread
        .maximum(2 ** -23)
        .sqrt()
        .divInto(1),
    );
}
