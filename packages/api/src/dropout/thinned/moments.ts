/** What thinned networks say together, without drawing one: weight scaling, and moments that are passed from layer to layer. */
import { activate, readLayers, type Thinned, type ThinnedLayer } from './network.ts';

/** Of each unit of the output. */
export interface OutputMoments {
  readonly mean: readonly number[];
  readonly variance: readonly number[];
}

/**
 * What the network gives when nothing is dropped: the usual stand-in for the mean of its thinned networks, which it is for linear ones. Since
 * inputs are scaled by 1 / p where they are kept, nothing is scaled here.
 *
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1); `SHAPE` for layers that do not fit each other.
 * @example
 * ```ts
 * import { weightScaling } from '@bernoulli/api';
 * weightScaling([{ kernel: [[1], [2]], rate: 0.5 }], [1, 1]); // => [3]
 * ```
 */
export function weightScaling(layers: readonly ThinnedLayer[], x: readonly number[]): number[] {
  return readLayers('weightScaling', layers, x).reduce<number[]>((values, layer) => activate(layer, values), [...x]);
}

/**
 * Mean and variance of the outputs over the thinned networks, by fast dropout: units are taken for independent, and the sum that a unit takes
 * for normal. Of one linear layer both are exact; a rectifier of a normal number has them in closed form, a sigmoid nearly.
 *
 * A unit of mean m and variance v that is kept with p, and scaled by 1 / p, has the mean m and the variance (v + m²) / p − m².
 *
 * @see S. Wang, C. D. Manning, "Fast dropout training", ICML 2013.
 * @throws BernoulliError `CONFIG` for a rate outside [0, 1); `SHAPE` for layers that do not fit each other.
 * @example
 * ```ts
 * import { fastDropout } from '@bernoulli/api';
 * fastDropout([{ kernel: [[1], [2]], rate: 0.5 }], [1, 1]); // => { mean: [3], variance: [5] }
 * ```
 */
export function fastDropout(layers: readonly ThinnedLayer[], x: readonly number[]): OutputMoments {
  return readLayers('fastDropout', layers, x).reduce<OutputMoments>(
    ({ mean, variance }, { kernel, bias, activation, keep }) => {
      const thinned = mean.map((m, k) => (variance[k]! + m * m) / keep[k]! - m * m);
      const sums = bias.map((b, j) => ({
        mean: mean.reduce((sum, m, k) => sum + m * kernel[k]![j]!, b),
        variance: thinned.reduce((sum, v, k) => sum + v * kernel[k]![j]! ** 2, 0),
      }));
      const through = sums.map(passes[activation]);
      return { mean: through.map((unit) => unit.mean), variance: through.map((unit) => unit.variance) };
    },
    { mean: [...x], variance: x.map(() => 0) },
  );
}

/** A normal number. */
interface Normal {
  readonly mean: number;
  readonly variance: number;
}

const density = (r: number): number => Math.exp((-r * r) / 2) / Math.sqrt(2 * Math.PI);

/** Φ, within 1e-7: M. Abramowitz, I. A. Stegun, "Handbook of Mathematical Functions" (1964), 26.2.17. */
function cumulative(r: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(r));
  const powers = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const beyond = density(r) * powers;
  return r >= 0 ? 1 - beyond : beyond;
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));

/** A mean of σ(a (x − b)) over a normal number, by the probit that is like it. */
function meanSigmoid({ mean, variance }: Normal, a = 1, b = 0): number {
  return sigmoid((a * (mean - b)) / Math.sqrt(1 + (Math.PI / 8) * a * a * variance));
}

/** σ² is like another sigmoid: section 3.4 of the paper. */
const [STEEPER, FURTHER] = [4 - 2 * Math.SQRT2, -Math.log(Math.SQRT2 - 1)];

function passSigmoid(sum: Normal): Normal {
  const mean = meanSigmoid(sum);
  return { mean, variance: Math.max(0, meanSigmoid(sum, STEEPER, FURTHER) - mean * mean) };
}

/** What an activation makes of a normal number. */
const passes: Readonly<Record<Thinned['activation'], (sum: Normal) => Normal>> = {
  linear: (sum) => sum,
  relu: ({ mean, variance }) => {
    const deviation = Math.sqrt(variance);
    if (deviation === 0) return { mean: Math.max(mean, 0), variance: 0 };
    const r = mean / deviation;
    const [above, at] = [cumulative(r), density(r)];
    const first = mean * above + deviation * at;
    const second = (mean * mean + variance) * above + mean * deviation * at;
    return { mean: first, variance: Math.max(0, second - first * first) };
  },
  sigmoid: passSigmoid,
  tanh: ({ mean, variance }) => {
    const half = passSigmoid({ mean: 2 * mean, variance: 4 * variance });
    return { mean: 2 * half.mean - 1, variance: 4 * half.variance };
  },
};
