/** What the last layer of a network does not know, for classes. */
import type { ArrayInput } from '@bernoulli/api';
import { optional, readConfig } from '@bernoulli/api/ir';
import { readLabels } from '../input/classes.ts';
import type { Values } from '../input/values.ts';
import { softmax } from '../calibration/temperature-scaling.ts';
import { solveLower } from '../numerics/cholesky.ts';
import { sampleFields, type LaplaceSampleOptions } from './laplace-regressor.ts';
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

export interface LaplaceClassifierOptions extends LastLayer {
  /** Precision τ of the normal prior of each weight, above 0. Default `'evidence'`: the power of √10 under which the rows are likeliest. */
  readonly priorPrecision?: number | 'evidence' | undefined;
}

const fields = { kernel: arrayField, bias: optional(arrayField), priorPrecision: precisionField };

/**
 * A last layer with softmax, and a normal distribution over its weights: around those that were learned, with the covariance (H + τ I)⁻¹,
 * where H = Σ_i (diag p_i − p_i p_iᵀ) ⊗ φ_i φ_iᵀ is the curvature of the loss (here Gauss-Newton's matrix is all of it). Time grows with
 * (features · classes)³: this is for last layers of up to about a thousand weights.
 *
 * Source: E. Daxberger et al., "Laplace Redux – Effortless Bayesian Deep Learning", NeurIPS 2021.
 *
 * @param features what goes into the last layer for each training row, `[rows, features]`
 * @param labels class numbers, `[rows]`
 * @throws BernoulliError `CONFIG` for a bad option; `SHAPE` or `DATA` for rows, labels and weights that do not fit.
 * @example
 * ```ts
 * import { laplaceClassifier } from '@bernoulli/uncertainty';
 * const laplace = laplaceClassifier([[-1], [1]], [0, 1], { kernel: [[-2, 2]], priorPrecision: 1 });
 * const [, near, , far] = laplace.predict([[1], [100]]).data;
 * // A softmax would be as good as certain far away from all that was seen.
 * near! < far! && far! < 0.999; // => true
 * ```
 */
export function laplaceClassifier(
  features: ArrayInput,
  labels: ArrayInput,
  options: LaplaceClassifierOptions,
): LaplaceClassifier {
  const who = 'laplaceClassifier';
  const { priorPrecision, ...layer } = readConfig(who, options, fields);
  const head = readHead(who, layer);
  const phi = readFeatures(who, head, features);
  // The curvature does not depend on them; what was trained on other labels has another.
  readLabels(who, labels, phi.shape[0]!, head.outputs);
  return new LaplaceClassifier(head, posteriorOf(curvatureOf(head, phi), head.weights, priorPrecision));
}

/** Gauss-Newton's matrix of the negative log-likelihood by the weights, class by class; the lower triangle. */
function curvatureOf({ weights, outputs }: Head, phi: Values): Float64Array {
  const [rows, width] = phi.shape as [number, number];
  const n = weights.length;
  const p = softmax({ data: outputsOf(phi, weights, outputs), shape: [rows, outputs] }).data;
  const h = new Float64Array(n * n);
  for (let row = 0; row < rows; row++) {
    const own = phi.data.subarray(row * width, (row + 1) * width);
    for (let c = 0; c < outputs; c++)
      for (let d = 0; d <= c; d++) {
        const pc = p[row * outputs + c]!;
        const share = c === d ? pc * (1 - pc) : -pc * p[row * outputs + d]!;
        for (let i = 0; i < width; i++) {
          const at = (c * width + i) * n + d * width;
          const scaled = share * own[i]!;
          if (scaled !== 0) for (let j = 0; j < width; j++) h[at + j]! += scaled * own[j]!;
        }
      }
  }
  return h;
}

/** A last layer with softmax and a distribution over its weights. */
export class LaplaceClassifier {
  readonly #head: Head;
  readonly #posterior: Posterior;

  constructor(head: Head, posterior: Posterior) {
    this.#head = head;
    this.#posterior = posterior;
  }

  /** τ, as it was given or found. */
  get priorPrecision(): number {
    return this.#posterior.priorPrecision;
  }

  /**
   * Probabilities, `[rows, classes]`, without drawing: softmax(z_c / √(1 + π v_c / 8)), where v_c is the variance of the logit z_c.
   *
   * Source: D. MacKay, "The Evidence Framework Applied to Classification Networks", Neural Computation 4 (1992).
   */
  predict(features: ArrayInput): Values {
    const { outputs, weights } = this.#head;
    const phi = readFeatures('predict', this.#head, features);
    const [rows, width] = phi.shape as [number, number];
    const logits = outputsOf(phi, weights, outputs);
    for (let row = 0; row < rows; row++)
      for (let c = 0; c < outputs; c++) {
        const direction = new Float64Array(weights.length);
        direction.set(phi.data.subarray(row * width, (row + 1) * width), c * width);
        const variance = solveLower(this.#posterior.factor, direction).reduce((sum, z) => sum + z * z, 0);
        logits[row * outputs + c]! /= Math.sqrt(1 + (Math.PI / 8) * variance);
      }
    return softmax({ data: logits, shape: [rows, outputs] });
  }

  /** Probabilities under layers drawn from the distribution, `[samples, rows, classes]`. */
  sample(features: ArrayInput, options: LaplaceSampleOptions = {}): Values {
    const { samples, seed } = readConfig('sample', options, sampleFields);
    const { outputs, weights } = this.#head;
    const phi = readFeatures('sample', this.#head, features);
    const rows = phi.shape[0]!;
    const data = new Float64Array(samples * rows * outputs);
    drawWeights(this.#posterior, weights, samples, seed).forEach((drawn, s) => {
      const p = softmax({ data: outputsOf(phi, drawn, outputs), shape: [rows, outputs] });
      data.set(p.data, s * rows * outputs);
    });
    return { data, shape: [samples, rows, outputs] };
  }
}
