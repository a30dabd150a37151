/** What is refused, and how. */
import * as u from '@bernoulli/uncertainty';
import { expect, it } from 'vitest';

const half = [0.5, 0.5];
const cases: [string, () => unknown, string, RegExp][] = [
  ['no samples', () => u.predictiveMean([]), 'SHAPE', /samples must be \[samples, rows, …\]/],
  ['a number alone', () => u.predictiveMean(3 as never), 'DATA', /samples must be an array of numbers/],
  ['ragged samples', () => u.predictiveMean([[[1], [2]], [[1]]]), 'SHAPE', /samples is ragged: at depth 1 there must be 2 elements/], // prettier-ignore
  ['words', () => u.predictiveMean([[['a']]] as never), 'DATA', /must hold numbers/],
  ['a shape that does not fit', () => u.predictiveMean({ data: [1, 2], shape: [1, 3] }), 'SHAPE', /needs 3 values\. Received 2 values/], // prettier-ignore
  ['NaN', () => u.predictiveVariance([[[NaN]]]), 'DATA', /finite numbers; value 0 is none\. Received NaN/],
  ['rows that do not add up to 1', () => u.predictiveEntropy([[[0.5, 0.4]]]), 'DATA', /row must add up to 1; row 0 does not\. Received 0\.9.*softmax/], // prettier-ignore
  ['a probability below 0', () => u.brierScore([0], [[-0.5, 1.5]]), 'DATA', /in \[0, 1\]; value 0 of row 0/],
  [
    'a label that is no class',
    () => u.brierScore([2], [half]),
    'DATA',
    /from 0 to 1; that of row 0 is not\. Received 2/,
  ],
  ['a label between classes', () => u.negativeLogLikelihood([0.5], [half]), 'DATA', /whole numbers/],
  ['fewer labels than rows', () => u.negativeLogLikelihood([0], [half, half]), 'SHAPE', /labels must have 2 rows, as the predictions\. Received 1 rows/], // prettier-ignore
  [
    'no bins',
    () => u.expectedCalibrationError([0], [half], { bins: 0 }),
    'CONFIG',
    /bins must be a whole number from 1 up/,
  ],
  ['a misspelt option', () => u.reliability([0], [half], { bin: 3 } as never), 'CONFIG', /Did you mean bins\?/],
  [
    'a variance of 0',
    () => u.gaussianNegativeLogLikelihood([1], [1], [0]),
    'DATA',
    /variance must be above 0; that of row 0/,
  ],
  ['unequal lengths', () => u.gaussianNegativeLogLikelihood([1], [1, 2], [1]), 'SHAPE', /mean must have 1 rows, as targets\. Received 2 rows/], // prettier-ignore
  [
    'two columns',
    () => u.gaussianNegativeLogLikelihood([[1, 2]], [1], [1]),
    'SHAPE',
    /targets must be one number for each row/,
  ],
  ['samples of other rows', () => u.mixtureNegativeLogLikelihood([1, 2], [[1]], { noiseVariance: 1 }), 'SHAPE', /each of 2 targets/], // prettier-ignore
  ['no noise', () => u.mixtureNegativeLogLikelihood([1], [[1]], { noiseVariance: 0 }), 'CONFIG', /noiseVariance must be a finite number above 0/], // prettier-ignore
  ['no levels', () => u.predictiveQuantiles([[[1]]], []), 'CONFIG', /a list of levels/],
  ['a level above 1', () => u.predictiveQuantiles([[[1]]], [50]), 'CONFIG', /in \[0, 1\]\. Received 50/],
  [
    'levels without quantiles',
    () => u.quantileCalibration([1], [[1]], [0.1, 0.9]),
    'SHAPE',
    /quantiles must be \[2, 1\]/,
  ],
  ['an interval upside down', () => u.intervalScore([1], [2], [0]), 'DATA', /not be above upper in row 0/],
  ['nothing outside', () => u.outOfDistribution([1], []), 'DATA', /outside must not be empty/],
  ['a temperature of 0', () => u.softmax([half], 0), 'CONFIG', /finite number above 0/],
  ['an empty calibration', () => u.conformalQuantile([], 0.1), 'DATA', /scores must not be empty/],
  ['alpha 0', () => u.conformalQuantile([1], 0), 'CONFIG', /alpha must be in \(0, 1\)\. Received 0/],
  ['alpha 1', () => u.conformalQuantile([1], 1), 'CONFIG', /alpha must be in \(0, 1\)/],
  [
    'alpha as a percentage',
    () => new u.ConformalClassifier({} as never, { alpha: 10 }),
    'CONFIG',
    /alpha must be in \(0, 1\)/,
  ],
  ['an ensemble of none', () => u.deepEnsemble(() => ({}) as never, 0), 'CONFIG', /whole number from 1 up/],
  ['an ensemble without build', () => u.deepEnsemble({} as never, 2), 'CONFIG', /build must be a function/],
  ['features that do not fit', () => u.laplaceClassifier([[1, 2]], [0], { kernel: [[1, 2]] }), 'SHAPE', /features must have 1 columns/], // prettier-ignore
  ['a bias that does not fit', () => u.laplaceClassifier([[1]], [0], { kernel: [[1, 2]], bias: [1] }), 'SHAPE', /bias must have 2 values/], // prettier-ignore
  ['a prior of 0', () => u.laplaceClassifier([[1]], [0], { kernel: [[1, 2]], priorPrecision: 0 }), 'CONFIG', /priorPrecision must be a number above 0, or 'evidence'/], // prettier-ignore
  ['two outputs', () => u.laplaceRegressor([[1]], [0], { kernel: [[1, 2]] }), 'SHAPE', /one column/],
  ['no noise at all', () => u.laplaceRegressor([[1]], [2], { kernel: [[2]] }), 'DATA', /Give noiseVariance/],
];

it.each(cases)('%s', (_, call, code, message) => {
  expect(call).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }));
});
