/**
 * TensorFlow.js as a backend.
 * @module
 */
export type { EngineName, TfjsOptions } from './engine/options.ts';
export { createBackend, tfjs } from './tfjs.ts';
