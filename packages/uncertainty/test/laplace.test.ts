/** Laplace's approximation of the last layer, against NumPy and the laws it obeys. */
import { laplaceClassifier, laplaceRegressor, predictiveMean, predictiveVariance } from '@bernoulli/uncertainty';
import { describe, expect, it } from 'vitest';
import { cholesky, logDeterminant, solveLower, solveUpper } from '../src/numerics/cholesky.ts';
import { betaQuantile, incompleteBeta } from '../src/numerics/incomplete-beta.ts';
import { studentQuantile } from '../src/numerics/student.ts';
import { expectFigures, figures } from './figures.ts';

describe('a last layer for numbers', () => {
  const { features, kernel, bias, targets, x, fixed, ...want } = figures.laplaceRegression;

  it('has the noise, the prior, the mean and the variance that NumPy finds', () => {
    const laplace = laplaceRegressor(features, targets, { kernel, bias });
    expectFigures(laplace.noiseVariance, want.noiseVariance);
    expectFigures(laplace.priorPrecision, want.priorPrecision);
    const { mean, variance } = laplace.predict(x);
    expectFigures(mean, want.mean);
    expectFigures(variance, want.variance, 1e-10);
    const { variance: given, ...options } = fixed;
    expectFigures(laplaceRegressor(features, targets, { kernel, bias, ...options }).predict(x).variance, given, 1e-10);
  });

  it('draws layers with that mean and variance', () => {
    const laplace = laplaceRegressor(features, targets, { kernel, bias });
    const samples = laplace.sample(x, { samples: 4000, seed: 3 });
    expect(samples.shape).toEqual([4000, 6, 1]);
    const { mean, variance } = laplace.predict(x);
    const drawn = { mean: predictiveMean(samples).data, variance: predictiveVariance(samples).data };
    variance.forEach((v, i) => {
      expect(Math.abs(drawn.mean[i]! - mean[i]!)).toBeLessThan(5 * Math.sqrt(v / 4000));
      expect(Math.abs(drawn.variance[i]! / v - 1)).toBeLessThan(5 * Math.sqrt(2 / 4000));
    });
    expect(laplace.sample(x, { samples: 2, seed: 3 }).data).toEqual(samples.data.slice(0, 12));
  });
});

describe('a last layer for classes', () => {
  const { features, x } = figures.laplaceRegression;
  const { kernel, bias, labels, fixed, ...want } = figures.laplaceClasses;

  it('has the prior and the probabilities that NumPy finds', () => {
    const laplace = laplaceClassifier(features, labels, { kernel, bias });
    expectFigures(laplace.priorPrecision, want.priorPrecision);
    expectFigures(laplace.predict(x).data, want.probabilities, 1e-10);
    const { probabilities, priorPrecision } = fixed;
    expectFigures(
      laplaceClassifier(features, labels, { kernel, bias, priorPrecision }).predict(x).data,
      probabilities,
      1e-10,
    );
  });

  it('is the plain softmax under a prior that knows the weights, and draws what it predicts', () => {
    const sure = laplaceClassifier(features, labels, { kernel, bias, priorPrecision: 1e12 });
    const plain = sure.predict(x).data;
    const drawn = sure.sample(x, { samples: 3 });
    expect(drawn.shape).toEqual([3, 6, 3]);
    drawn.data.forEach((p, i) => expect(p).toBeCloseTo(plain[i % 18]!, 4));
    // MacKay's formula is an approximation of the mean over the draws.
    const laplace = laplaceClassifier(features, labels, { kernel, bias, priorPrecision: 2 });
    const mean = predictiveMean(laplace.sample(x, { samples: 2000 })).data;
    laplace.predict(x).data.forEach((p, i) => expect(Math.abs(p - mean[i]!)).toBeLessThan(0.06));
  });
});

describe('the numbers behind', () => {
  it('factor a matrix, and solve with it', () => {
    const a = Float64Array.of(4, 2, 0.4, 2, 3, 0.5, 0.4, 0.5, 1);
    const factor = cholesky(a, 3);
    const b = Float64Array.of(1, -2, 3);
    const x = solveUpper(factor, solveLower(factor, b));
    for (let i = 0; i < 3; i++) expect(x.reduce((sum, v, j) => sum + a[i * 3 + j]! * v, 0)).toBeCloseTo(b[i]!, 12);
    expect(Math.exp(logDeterminant(factor))).toBeCloseTo(4 * (3 - 0.25) - 2 * (2 - 0.2) + 0.4 * (1 - 1.2), 12);
    expect(() => cholesky(Float64Array.of(1, 2, 2, 1), 2)).toThrow(/positive definite/);
  });

  it('are the quantiles of Student and the beta function that SciPy has', () => {
    for (const { level, degrees, quantile } of figures.student)
      expectFigures(studentQuantile(level, degrees), quantile, 1e-9);
    for (const { x, a, b, value } of figures.beta) {
      expectFigures(incompleteBeta(x, a, b), value, 1e-12);
      // Only where the function is not flat can it be turned around.
      if (value > 1e-6 && value < 1 - 1e-6) expectFigures(betaQuantile(value, a, b), x, 1e-8);
    }
  });
});
