/** The last layer of a network that is trained: what goes in, and its weights. */
import type { ArrayInput } from '@bernoulli/api';
import { fail, field } from '@bernoulli/api/ir';
import { siteKey, uniform } from '@bernoulli/api/random';
import { readValues, type Values } from '../input/values.ts';
import { cholesky, logDeterminant, solveUpper, type Cholesky } from '../numerics/cholesky.ts';

export interface LastLayer {
  /** Its weights, `[features, outputs]`. */
  readonly kernel: ArrayInput;
  /** `[outputs]`. Default: it has none. */
  readonly bias?: ArrayInput | undefined;
}

/** A layer as a matrix: the bias is the weight of a feature that is always 1. */
export interface Head {
  readonly features: number;
  readonly outputs: number;
  readonly hasBias: boolean;
  /** `[outputs, features and bias]`. */
  readonly weights: Float64Array;
}

export const arrayField = field<ArrayInput>('be an array of numbers', (x) => typeof x === 'object' && x !== null);
/** The precision of the prior of the weights, or how it is found. */
export const precisionField = field<number | 'evidence'>(
  "be a number above 0, or 'evidence'",
  (x) => x === 'evidence' || (typeof x === 'number' && x > 0 && x < Infinity),
  'evidence',
);

export function readHead(who: string, { kernel, bias }: LastLayer): Head {
  const k = readValues(kernel, { who, name: 'kernel', axes: ['features', 'outputs'] });
  const [features, outputs] = k.shape as [number, number];
  const b = bias === undefined ? undefined : readValues(bias, { who, name: 'bias', axes: ['outputs'] });
  if (b !== undefined && b.data.length !== outputs)
    fail('SHAPE', { who, what: `bias must have ${outputs} values, as kernel`, received: b.data.length });
  const width = features + Number(b !== undefined);
  const weights = new Float64Array(outputs * width);
  for (let o = 0; o < outputs; o++) {
    for (let f = 0; f < features; f++) weights[o * width + f] = k.data[f * outputs + o]!;
    if (b !== undefined) weights[o * width + features] = b.data[o]!;
  }
  return { features, outputs, hasBias: b !== undefined, weights };
}

/** What goes into the layer, one row after the other, with the 1 of the bias. */
export function readFeatures(who: string, { features, hasBias }: Head, value: ArrayInput): Values {
  const { data, shape } = readValues(value, { who, name: 'features', axes: ['rows', 'features'] });
  if (shape[1] !== features)
    fail('SHAPE', { who, what: `features must have ${features} columns, as many as kernel has rows`, received: shape });
  if (!hasBias) return { data, shape };
  const [rows, width] = [shape[0]!, features + 1];
  const out = new Float64Array(rows * width).fill(1);
  for (let row = 0; row < rows; row++) out.set(data.subarray(row * features, (row + 1) * features), row * width);
  return { data: out, shape: [rows, width] };
}

/** φ · w for each output, `[rows, outputs]`. */
export function outputsOf({ data, shape }: Values, weights: Float64Array, outputs: number): Float64Array {
  const [rows, width] = shape as [number, number];
  const out = new Float64Array(rows * outputs);
  for (let row = 0; row < rows; row++)
    for (let o = 0; o < outputs; o++) {
      let sum = 0;
      for (let f = 0; f < width; f++) sum += data[row * width + f]! * weights[o * width + f]!;
      out[row * outputs + o] = sum;
    }
  return out;
}

/** The normal distribution of the weights: around what was learned, with the inverse of curvature + prior as covariance. */
export interface Posterior {
  readonly priorPrecision: number;
  readonly factor: Cholesky;
}

/** Powers of 10 among which the evidence chooses. */
const EXPONENTS = Array.from({ length: 17 }, (_, i) => i / 2 - 4);

/**
 * The posterior for a prior precision τ; or for the one, of powers of √10 from 10⁻⁴ to 10⁴, with the largest evidence
 * −½τ|w|² + ½P log τ − ½ log det(H + τI).
 *
 * Source: D. MacKay, "A Practical Bayesian Framework for Backpropagation Networks", Neural Computation 4 (1992).
 */
export function posteriorOf(curvature: Float64Array, mean: Float64Array, precision: number | 'evidence'): Posterior {
  const n = mean.length;
  const squares = mean.reduce((sum, w) => sum + w * w, 0);
  const at = (priorPrecision: number): Posterior => {
    const h = curvature.slice();
    for (let i = 0; i < n; i++) h[i * n + i]! += priorPrecision;
    return { priorPrecision, factor: cholesky(h, n) };
  };
  if (precision !== 'evidence') return at(precision);
  let best: Posterior | undefined;
  let most = -Infinity;
  for (const exponent of EXPONENTS) {
    const posterior = at(10 ** exponent);
    const tau = posterior.priorPrecision;
    const evidence = -tau * squares + n * Math.log(tau) - logDeterminant(posterior.factor);
    if (evidence > most) [most, best] = [evidence, posterior];
  }
  return best!;
}

/** Weights drawn from the posterior, one set for each sample. */
export function drawWeights({ factor }: Posterior, mean: Float64Array, samples: number, seed: number | bigint) {
  return Array.from({ length: samples }, (_, s) =>
    solveUpper(factor, normals(seed, s, mean.length)).map((off, i) => mean[i]! + off),
  );
}

/** Standard normal numbers. Source: G. Box and M. Muller, "A Note on the Generation of Random Normal Deviates" (1958). */
function normals(seed: number | bigint, sample: number, n: number): Float64Array {
  const draws = uniform(siteKey(seed, '#laplace', sample), [n, 2]);
  return Float64Array.from({ length: n }, (_, i) => {
    const radius = Math.sqrt(-2 * Math.log(1 - draws[2 * i]!));
    return radius * Math.cos(2 * Math.PI * draws[2 * i + 1]!);
  });
}
