/**
 * How sure a model is: predictive uncertainty, calibration, conformal prediction, ensembles, and the choice of a dropout rate.
 * @module
 */
export type { Values } from './input/values.ts';
export * from './calibration/index.ts';
export * from './conformal/index.ts';
export * from './ensembles/index.ts';
export * from './laplace/index.ts';
export type { Predictor } from './input/predictor.ts';
export * from './rates/index.ts';
export * from './samples/index.ts';
export * from './scores/index.ts';
