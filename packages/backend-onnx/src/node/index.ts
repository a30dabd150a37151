/**
 * ONNX models as files, for Node: written whole, with what belongs beside them.
 * @module
 */
export { saveOnnx, type Saveable, type SaveOnnxOptions } from './save-onnx.ts';
export type { ModelCardOptions } from './model-card.ts';
