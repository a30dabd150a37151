/** The metrics: one line each, which exports the metric and gives it its name. */
export { Accuracy } from './accuracy.ts';
export { BinaryAccuracy, type BinaryAccuracyConfig } from './binary-accuracy.ts';
export { BinaryCrossentropy, type BinaryCrossentropyConfig } from './binary-crossentropy.ts';
export { CategoricalAccuracy } from './categorical-accuracy.ts';
export { CategoricalCrossentropy, type CategoricalCrossentropyConfig } from './categorical-crossentropy.ts';
export { MeanAbsoluteError } from './mean-absolute-error.ts';
export { MeanSquaredError } from './mean-squared-error.ts';
export { RootMeanSquaredError } from './root-mean-squared-error.ts';
export { SparseCategoricalAccuracy } from './sparse-categorical-accuracy.ts';
export {
  SparseCategoricalCrossentropy,
  type SparseCategoricalCrossentropyConfig,
} from './sparse-categorical-crossentropy.ts';
export { SparseTopKCategoricalAccuracy } from './sparse-top-k-categorical-accuracy.ts';
export { TopKCategoricalAccuracy, type TopKCategoricalAccuracyConfig } from './top-k-categorical-accuracy.ts';
