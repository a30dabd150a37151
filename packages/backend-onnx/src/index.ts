/**
 * The ONNX backend: trained models as ONNX files, and training on ONNX Runtime.
 * @module
 */
export { createBackend, onnx } from './backend.ts';
export type { Host } from './runtime/find-host.ts';
export type { OnnxOptions } from './runtime/options.ts';
export type { Noise } from './partition/assign-side.ts';
export type { Calibration } from './export/conformal.ts';
export { exportGraph, exportOnnx, type Exportable, type Inference } from './export/export-onnx.ts';
export type { ExportMode, ExportOptions, GraphOptions, RecurrentForm, WeightType } from './export/options.ts';
export type { ExportableProgram, ProgramFeed } from './export/export-program.ts';
export { importOnnx, type ImportOptions } from './import/import-onnx.ts';
export type { OnnxModel, OnnxPort } from './import/onnx-model.ts';
export { UnsupportedOnnx, type UnsupportedNode } from './import/unsupported.ts';
