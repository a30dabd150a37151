/** Laplace's approximation of the last layer. */
export { laplaceClassifier, LaplaceClassifier, type LaplaceClassifierOptions } from './laplace-classifier.ts';
export {
  laplaceRegressor,
  LaplaceRegressor,
  type LaplaceRegressorOptions,
  type LaplaceSampleOptions,
} from './laplace-regressor.ts';
export type { LastLayer } from './last-layer.ts';
