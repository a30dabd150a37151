/** How good probabilities, intervals and scores of strangeness are. */
export { areaUnderRiskCoverage } from './area-under-risk-coverage.ts';
export { brierScore } from './brier-score.ts';
export { gaussianNegativeLogLikelihood } from './gaussian-negative-log-likelihood.ts';
export { intervalScore, type IntervalScore } from './interval-score.ts';
export { mixtureNegativeLogLikelihood, type MixtureOptions } from './mixture-negative-log-likelihood.ts';
export { negativeLogLikelihood } from './negative-log-likelihood.ts';
export { outOfDistribution, type Detection } from './out-of-distribution.ts';
export { quantileCalibration, type QuantileCalibration } from './quantile-calibration.ts';
