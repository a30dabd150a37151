/**
 * TensorFlow.js as a backend.
 * @module
 */
export type { EngineName } from './engine/engine.ts';
export type { TfjsOptions } from './engine/start.ts';
export { createBackend, tfjs } from './tfjs.ts';
