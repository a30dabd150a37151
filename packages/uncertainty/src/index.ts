/**
 * How sure a model is, and randomness around the model: predictive uncertainty, calibration, conformal prediction, ensembles, the choice of a
 * dropout rate, masks, and objectives and data that are noisy on purpose.
 * @module
 */
export * from './augmentation/index.ts';
export * from './calibration/index.ts';
export * from './conformal/index.ts';
export * from './ensembles/index.ts';
export type { Predictor } from './input/predictor.ts';
export type { Values } from './input/values.ts';
export * from './laplace/index.ts';
export * from './masks/index.ts';
export * from './objectives/index.ts';
export * from './rates/index.ts';
export * from './samples/index.ts';
export * from './scores/index.ts';
