/** What the last layer of a network does not know, for numbers. */
import type { ArrayInput } from '@bernoulli/api';
import { fail, optional, positive, readConfig } from '@bernoulli/api/ir';
import type { Values } from '../input/values.ts';
import { requireRows } from '../input/values.ts';
import { samplesField, seedField } from '../input/fields.ts';
import { readTargets } from '../input/targets.ts';
import { solveLower } from '../numerics/cholesky.ts';
import {
  arrayField,
  drawWeights,
  outputsOf,
  posteriorOf,
  precisionField,
  readFeatures,
  readHead,
  type Head,
  type LastLayer,
  type Posterior,
} from './last-layer.ts';

export interface LaplaceRegressorOptions extends LastLayer {
  /** Variance σ² of the noise of the observations, above 0. Default: the mean squared residual on these rows. */
  readonly noiseVariance?: number | undefined;
  /** Precision τ of the normal prior of each weight, above 0. Default `'evidence'`: the power of √10 under which the rows are likeliest. */
  readonly priorPrecision?: number | 'evidence' | undefined;
}

export interface LaplaceSampleOptions {
  /** Sets of weights to draw, from 1 up. Default 100. */
  readonly samples?: number | undefined;
  /** Default 0. */
  readonly seed?: number | bigint | undefined;
}

const fields = {
  kernel: arrayField,
  bias: optional(arrayField),
  noiseVariance: optional(positive()),
  priorPrecision: precisionField,
};
export const sampleFields = { samples: samplesField(), seed: seedField() };

/**
 * The last layer as Bayesian linear regression on what goes into it: its weights are normal around those that were learned, with the
 * covariance (Φᵀ Φ / σ² + τ I)⁻¹. The rest of the network stays as it is.
 *
 * Source: E. Daxberger et al., "Laplace Redux – Effortless Bayesian Deep Learning", NeurIPS 2021.
 *
 * @param features what goes into the last layer for each training row, `[rows, features]`
 * @param targets `[rows]` or `[rows, 1]`
 * @throws BernoulliError `CONFIG` for a bad option; `SHAPE` or `DATA` for rows and weights that do not fit, or more than one output.
 * @example
 * ```ts
 * import { laplaceRegressor } from '@bernoulli/uncertainty';
 * // y = 2x, seen at 1 and 2 with noise of variance 1: the curvature is 1 + 4, and the prior adds 5.
 * const laplace = laplaceRegressor([[1], [2]], [2, 4], { kernel: [[2]], noiseVariance: 1, priorPrecision: 5 });
 * const { mean, variance } = laplace.predict([[3]]);
 * [mean[0], Math.round(variance[0]! * 1e9) / 1e9]; // => [6, 0.9]
 * ```
 */
export function laplaceRegressor(
  features: ArrayInput,
  targets: ArrayInput,
  options: LaplaceRegressorOptions,
): LaplaceRegressor {
  const who = 'laplaceRegressor';
  const { noiseVariance: given, priorPrecision, ...layer } = readConfig(who, options, fields);
  const head = readHead(who, layer);
  if (head.outputs !== 1) fail('SHAPE', { who, what: 'kernel must have one column', received: head.outputs });
  const phi = readFeatures(who, head, features);
  const [y] = readTargets(who, ['targets', targets]);
  requireRows(who, 'targets', { data: y, shape: [y.length] }, phi.shape[0]!, 'features');
  const residuals = outputsOf(phi, head.weights, 1).map((value, i) => (value - y[i]!) ** 2);
  const noiseVariance = given ?? residuals.reduce((sum, square) => sum + square, 0) / y.length;
  if (!(noiseVariance > 0))
    fail('DATA', {
      who,
      what: 'the layer fits all targets exactly, so that there is no noise',
      hint: 'Give noiseVariance',
    });
  const n = phi.shape[1]!;
  const curvature = new Float64Array(n * n);
  for (let row = 0; row < y.length; row++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++)
        curvature[i * n + j]! += (phi.data[row * n + i]! * phi.data[row * n + j]!) / noiseVariance;
  return new LaplaceRegressor(head, noiseVariance, posteriorOf(curvature, head.weights, priorPrecision));
}

/** A last layer with a distribution over its weights. */
export class LaplaceRegressor {
  readonly #head: Head;
  readonly #posterior: Posterior;
  /** σ² of the observations. */
  readonly noiseVariance: number;

  constructor(head: Head, noiseVariance: number, posterior: Posterior) {
    this.#head = head;
    this.#posterior = posterior;
    this.noiseVariance = noiseVariance;
  }

  /** τ, as it was given or found. */
  get priorPrecision(): number {
    return this.#posterior.priorPrecision;
  }

  /** Mean, and variance of what the layer says: φᵀ Σ φ. That of an observation is larger by `noiseVariance`. */
  predict(features: ArrayInput): { mean: Float64Array; variance: Float64Array } {
    const phi = readFeatures('predict', this.#head, features);
    const n = phi.shape[1]!;
    const variance = Float64Array.from({ length: phi.shape[0]! }, (_, row) =>
      solveLower(this.#posterior.factor, phi.data.slice(row * n, (row + 1) * n)).reduce((sum, z) => sum + z * z, 0),
    );
    return { mean: outputsOf(phi, this.#head.weights, 1), variance };
  }

  /** What layers drawn from the distribution say, `[samples, rows, 1]`, without the noise of the observations. */
  sample(features: ArrayInput, options: LaplaceSampleOptions = {}): Values {
    const { samples, seed } = readConfig('sample', options, sampleFields);
    const phi = readFeatures('sample', this.#head, features);
    const rows = phi.shape[0]!;
    const data = new Float64Array(samples * rows);
    drawWeights(this.#posterior, this.#head.weights, samples, seed).forEach((weights, s) =>
      data.set(outputsOf(phi, weights, 1), s * rows),
    );
    return { data, shape: [samples, rows, 1] };
  }
}
