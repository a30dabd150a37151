/**
 * Models, layers and the dropout family: what a user imports.
 * @module
 */
export {
  activationName,
  activations,
  getActivation,
  type ActivationFunction,
  type ActivationName,
} from './activations/index.ts';
export * from './callbacks/index.ts';
export * from './constraints/index.ts';
export type {
  ArrayInput,
  ArrayOfRank,
  Batch,
  BatchSource,
  ByOutput,
  Inputs,
  NestedArray,
  NestedNumbers,
  NumericArray,
  ShapedArray,
  TensorValue,
} from './data/index.ts';
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
export { Layer, type PlainConfig } from './tracing/layer.ts';
export * from './layers/index.ts';
export * from './losses/index.ts';
export * as metrics from './metrics/index.ts';
export * as schedules from './schedules/index.ts';
export type { Schedule } from './schedules/index.ts';
export { findBackend } from './runtime/find-backend.ts';
export type { EvaluateOptions } from './training/evaluate.ts';
export type { FitOptions } from './training/fit.ts';
export type { LawOptions, MaskOptions } from './training/masks.ts';
export type { Logs } from './metrics/logs.ts';
export type { CompileConfig } from './model/compile-config.ts';
export { Model } from './model/model.ts';
export type { ModelConfig } from './model/model-name.ts';
export type { ModelProgram, ProgramKind, ProgramOptions } from './model/program.ts';
export type { RowLike } from './model/row-type.ts';
export type { LayerSource, LayerUse, ModelStructure } from './model/structure.ts';
export type { SummaryOptions } from './model/summary.ts';
export type { WeightOptions } from './model/weights.ts';
export type { Program } from './programs/program.ts';
export type { StepRows } from './programs/objective.ts';
export type { OwnBatch } from './training/own-rows.ts';
export type { OwnStep, StepConfig } from './training/own-step.ts';
export type { Predictions, PredictOptions } from './training/predict.ts';
export type { Labels } from './training/prepare-data.ts';
export type { SampleOptions } from './training/sample.ts';
export type { TrainOnBatchOptions } from './training/train-on-batch.ts';
export { modelFromFiles } from './storage/load-model-files.ts';
export type { CustomObjects, LoadOptions } from './storage/load-options.ts';
export { modelToFiles, type ModelFiles } from './storage/save-model-files.ts';
export { decodeSafetensors, encodeSafetensors, type Safetensors } from './storage/safetensors/index.ts';
export { Functional, model } from './model/functional.ts';
export { input } from './model/input.ts';
export { Sequential, sequential } from './model/sequential.ts';
export type { Masks } from './training/given-masks.ts';
export { Module, type Outputs, type Parameter } from './tracing/module.ts';
export * from './optimizers/index.ts';
export * from './regularizers/index.ts';
export { substituting } from './tracing/substitutes.ts';
export { concat, Tensor, type TensorLike } from './tracing/tensor.ts';
export type { Feed } from './tracing/ports.ts';
export type { Draw, SiteRequest } from './tracing/site.ts';
export { Trace, type Mode } from './tracing/trace.ts';
