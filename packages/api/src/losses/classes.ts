/** The losses: one line each, which exports the loss and gives it its name. */
export { BinaryCrossentropy, type BinaryCrossentropyConfig } from './binary-crossentropy.ts';
export { CategoricalCrossentropy, type CategoricalCrossentropyConfig } from './categorical-crossentropy.ts';
export { MeanAbsoluteError } from './mean-absolute-error.ts';
export { MeanSquaredError } from './mean-squared-error.ts';
export {
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyConfig,
} from './sparse-categorical-crossentropy.ts';
