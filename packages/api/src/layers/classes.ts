/** The layers: one line each, which exports the layer and lets `layerFromConfig` make it from a file. Dropout has a room of its own. */
export * from '../dropout/kinds/index.ts';
export { Activation, type ActivationConfig } from './core/activation.ts';
export { Add, type AddConfig } from './core/add.ts';
export { Concatenate, type ConcatenateConfig } from './core/concatenate.ts';
export { Dense, type DenseConfig } from './core/dense.ts';
export { Flatten, type FlattenConfig } from './core/flatten.ts';
export { Reshape, type ReshapeConfig } from './core/reshape.ts';
