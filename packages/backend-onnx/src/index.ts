/**
 * The ONNX backend: trained models as ONNX files, and training on ONNX Runtime.
 * @module
 */
export { createBackend, onnx } from './session/backend.ts';
export type { Noise, OnnxOptions } from './session/options.ts';
export { exportGraph, exportOnnx, type Exportable, type ExportOptions, type Inference } from './export.ts';
