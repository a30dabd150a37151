/** Scores and statistics of samples: against figures of NumPy and SciPy, and the laws they obey. */
import {
  adaptiveCalibrationError,
  areaUnderRiskCoverage,
  brierScore,
  expectedCalibrationError,
  expectedEntropy,
  fitTemperature,
  gaussianNegativeLogLikelihood,
  intervalScore,
  mixtureNegativeLogLikelihood,
  mutualInformation,
  negativeLogLikelihood,
  outOfDistribution,
  predictiveEntropy,
  predictiveMean,
  predictiveQuantiles,
  predictiveVariance,
  quantileCalibration,
  reliability,
  softmax,
} from '@bernoulli/uncertainty';
import { describe, expect, it } from 'vitest';
import { expectFigures, figures } from './figures.ts';

describe('samples', () => {
  const { samples, ...want } = figures.samples;

  it('have the mean, variance, entropies and quantiles that NumPy and SciPy find', () => {
    expectFigures(predictiveMean(samples).data, want.mean);
    expectFigures(predictiveVariance(samples).data, want.variance);
    expectFigures(predictiveEntropy(samples), want.entropy);
    expectFigures(expectedEntropy(samples), want.expectedEntropy);
    expectFigures(mutualInformation(samples), want.mutualInformation);
    const quantiles = predictiveQuantiles(samples, want.levels);
    expect(quantiles.shape).toEqual([3, 6, 4]);
    expectFigures(quantiles.data, want.quantiles);
  });

  it('that agree tell nothing about the network, and one sample does not either', () => {
    const agreed = [samples[0]!, samples[0]!, samples[0]!];
    for (const value of [...mutualInformation(agreed), ...mutualInformation([samples[1]!])])
      expect(value).toBeLessThan(1e-15);
    for (const value of predictiveVariance(agreed).data) expect(value).toBeLessThan(1e-30);
  });

  it('are read as typed arrays with a shape as well', () => {
    const flat = { data: Float64Array.from(samples.flat(2)), shape: [5, 6, 4] };
    expect(predictiveEntropy(flat)).toEqual(predictiveEntropy(samples));
  });
});

describe('scores of classes', () => {
  const { labels, probabilities: p, logits, ...want } = figures.classes;

  it('are those that NumPy finds', () => {
    expectFigures(negativeLogLikelihood(labels, p), want.negativeLogLikelihood);
    expectFigures(brierScore(labels, p), want.brierScore);
    expectFigures(expectedCalibrationError(labels, p, { bins: 10 }), want.ece10);
    expectFigures(expectedCalibrationError(labels, p), want.ece15);
    expectFigures(adaptiveCalibrationError(labels, p, { bins: 7 }), want.ace7);
    expectFigures(adaptiveCalibrationError(labels, p, { bins: 10 }), want.ace10);
    expectFigures(areaUnderRiskCoverage(labels, p), want.areaUnderRiskCoverage);
  });

  it('of what is impossible and happens are infinite only where they should be', () => {
    expect(negativeLogLikelihood([1], [[1, 0]])).toBe(Infinity);
    expect(brierScore([1], [[1, 0]])).toBe(2);
  });

  it('do not depend on the order of rows, also where rows are equally sure', () => {
    const [y, same] = [[0, 1, 0, 0, 1], [[0.8, 0.2], [0.8, 0.2], [0.8, 0.2], [0.7, 0.3], [0.7, 0.3]]]; // prettier-ignore
    const turned = areaUnderRiskCoverage(y.toReversed(), same.toReversed());
    expect(areaUnderRiskCoverage(y, same)).toBeCloseTo(turned, 14);
    // Of three equals one is wrong: on average a third at each place among them; then 1½ of 4, and 2 of 5.
    expect(turned).toBeCloseTo((1 / 3 + 1 / 3 + 1 / 3 + 1.5 / 4 + 2 / 5) / 5, 14);
  });

  it('count every row in one bin, and leave empty bins out', () => {
    const bins = reliability(labels, p, { bins: 10 });
    expect(bins.reduce((sum, { count }) => sum + count, 0)).toBe(labels.length);
    for (const { confidence, accuracy } of bins) expect(confidence >= 0.2 && accuracy >= 0 && accuracy <= 1).toBe(true);
    // The ends of bins belong to the lower one.
    expect(reliability([0, 0], [[0.5, 0.5], [1, 0]], { bins: 2 })).toHaveLength(2); // prettier-ignore
    expect(reliability(labels, p, { bins: 8, equal: 'mass' }).map(({ count }) => count)).toEqual(Array(8).fill(5));
  });

  it('are made better by the temperature, which is the one that SciPy finds, and the accuracy stays', () => {
    const temperature = fitTemperature(labels, logits);
    expectFigures(temperature, want.temperature, 1e-6);
    expect(temperature).toBeGreaterThan(1.2);
    const cooled = softmax(logits, temperature);
    expect(negativeLogLikelihood(labels, cooled)).toBeLessThan(want.negativeLogLikelihood);
    expect(expectedCalibrationError(labels, cooled)).toBeLessThan(want.ece15);
    const best = (row: number[]): number => row.indexOf(Math.max(...row));
    logits.forEach((row, i) => expect(best([...cooled.data.slice(i * 5, i * 5 + 5)])).toBe(best(row)));
    // No other temperature is better, and the loss rises to both sides.
    const loss = (t: number): number => negativeLogLikelihood(labels, softmax(logits, t));
    const around = [0.5, 0.8, 0.95, 1, 1.05, 1.25, 2].map((factor) => loss(temperature * factor));
    expect(around.toSorted((a, b) => a - b)[0]).toBe(around[3]);
    expect([around[0]! > around[1]!, around[1]! > around[2]!, around[5]! > around[4]!, around[6]! > around[5]!]).toEqual([true, true, true, true]); // prettier-ignore
    // Twice the logits, twice the temperature; and scaled probabilities need no scaling.
    expect(fitTemperature(labels, logits.map((row) => row.map((z) => 2 * z)))).toBeCloseTo(2 * temperature, 9); // prettier-ignore
    expect(fitTemperature(labels, { data: cooled.data.map(Math.log), shape: cooled.shape })).toBeCloseTo(1, 9);
  });

  it('have no best temperature where all labels are the likeliest, or the least likely', () => {
    expect(() => fitTemperature([0, 1], [[2, 1], [0, 3]])).toThrow(/every label is that of the largest logit/); // prettier-ignore
    expect(() => fitTemperature([1, 0], [[2, 1], [0, 3]])).toThrow(/the less the logits say/); // prettier-ignore
  });
});

describe('scores of numbers', () => {
  const { targets, mean, variance, samples, noiseVariance, levels, quantiles, ...want } = figures.numbers;

  it('are those that SciPy finds', () => {
    expectFigures(gaussianNegativeLogLikelihood(targets, mean, variance), want.gaussian);
    expectFigures(mixtureNegativeLogLikelihood(targets, samples, { noiseVariance }), want.mixture);
    const { observed, error } = quantileCalibration(targets, quantiles, levels);
    expectFigures(observed, want.observed);
    expectFigures(error, want.quantileError);
  });

  it('take columns for rows, and do not lose what is far away', () => {
    const column = (values: number[]): number[][] => values.map((value) => [value]);
    expect(gaussianNegativeLogLikelihood(column(targets), mean, column(variance))).toBe(gaussianNegativeLogLikelihood(targets, mean, variance)); // prettier-ignore
    const far = mixtureNegativeLogLikelihood([100], [[[0]], [[1]]], { noiseVariance: 1 });
    expect(far).toBeCloseTo(99 ** 2 / 2 + Math.log(2) + 0.5 * Math.log(2 * Math.PI), 8);
  });

  it('count the ends of intervals as inside', () => {
    expect(intervalScore([0, 1, 2.5], [0, 0, 0], [1, 1, 1])).toEqual({ coverage: 2 / 3, width: 1 });
  });
});

describe('detection of what is strange', () => {
  const { inside, outside, ...want } = figures.detection;

  it('is as good as the definitions say, with ties', () => {
    const got = outOfDistribution(inside, outside);
    expectFigures([got.auroc, got.aupr, got.fpr95], [want.auroc, want.aupr, want.fpr95]);
  });

  it('is perfect where scores are apart, and guessing where they are all alike', () => {
    expect(outOfDistribution([1, 2], [3, 4, 5])).toEqual({ auroc: 1, aupr: 1, fpr95: 0 });
    expect(outOfDistribution([7, 7], [7, 7])).toEqual({ auroc: 0.5, aupr: 0.5, fpr95: 1 });
    expect(outOfDistribution([3, 4, 5], [1, 2]).auroc).toBe(0);
  });
});
