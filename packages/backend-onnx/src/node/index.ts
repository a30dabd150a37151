/**
 * ONNX models as files, for Node: written whole, with what belongs beside them, and measured.
 * @module
 */
export { measureOnnx, type Measurable, type Measured } from './measure-onnx.ts';
export { saveOnnx, type Saveable, type SaveOnnxOptions } from './save-onnx.ts';
export type { ModelCardOptions } from './model-card.ts';
