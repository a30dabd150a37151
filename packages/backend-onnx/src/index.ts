/**
 * The ONNX backend: trained models as ONNX files, and training on ONNX Runtime.
 * @module
 */
export { createBackend, onnx } from './session/backend.ts';
export type { Host } from './session/host.ts';
export type { OnnxOptions } from './session/options.ts';
export type { Noise } from './partition/sides.ts';
export { exportGraph, exportOnnx, type Exportable, type ExportOptions, type Inference } from './export.ts';
