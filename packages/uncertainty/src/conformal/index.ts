/** Sets and intervals that cover as often as wanted. */
export type { ClassScore } from './class-scores.ts';
export { ConformalClassifier, type ConformalClassifierOptions, type SetCalibration } from './conformal-classifier.ts';
export { conformalQuantile } from './conformal-quantile.ts';
export {
  ConformalRegressor,
  type ConformalRegressorOptions,
  type IntervalCalibration,
  type IntervalRule,
  type Intervals,
} from './conformal-regressor.ts';
