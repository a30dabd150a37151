/**
 * Models, layers and the dropout family: what a user imports.
 * @module
 */
export {
  activationName,
  activations,
  getActivation,
  type Activation as ActivationFunction,
  type ActivationName,
} from './activations/index.ts';
export * from './callbacks/index.ts';
export * from './constraints/index.ts';
export type { ArrayInput, Batch, BatchSource, NestedArray, NumericArray, ShapedArray } from './data.ts';
export * from './dropout/index.ts';
export * from './initializers/index.ts';
export {
  BATCH,
  BernoulliError,
  type Backend,
  type ErrorCode,
  type Graph,
  type Shape,
  type TensorData,
} from './ir/index.ts';
export { Layer, type PlainConfig } from './layer.ts';
export * from './layers/index.ts';
export * from './losses/index.ts';
export * as metrics from './metrics/index.ts';
export { findBackend } from './model/find-backend.ts';
export type { EvaluateOptions } from './model/evaluate.ts';
export type { FitOptions } from './model/fit.ts';
export type { MaskOptions } from './model/masks.ts';
export type { Logs } from './model/metric-sums.ts';
export { Model, type CompileConfig, type ModelConfig } from './model/model.ts';
export type { PredictOptions, SampleOptions } from './model/predict.ts';
export type { Inputs } from './model/prepare.ts';
export { modelFromFiles, modelToFiles, type LoadOptions, type ModelFiles } from './model/save.ts';
export { decodeSafetensors, encodeSafetensors, type Safetensors } from './safetensors/index.ts';
export { Sequential, sequential } from './model/sequential.ts';
export type { Masks } from './model/step.ts';
export { Module, type Parameter } from './module.ts';
export * from './optimizers/index.ts';
export * from './regularizers/index.ts';
export { concat, Tensor, type TensorLike } from './tensor.ts';
export { Trace, type Mode } from './trace.ts';
