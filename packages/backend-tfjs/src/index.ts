/**
 * TensorFlow.js as a backend.
 * @module
 */
export type { EngineName } from './engine.ts';
export type { TfjsOptions } from './start.ts';
export { createBackend, tfjs } from './tfjs.ts';
