/** The layers: one line each, which exports the layer and lets `layerFromConfig` make it from a file. Dropout has a room of its own. */
export * from '../dropout/kinds.ts';
export { Activation, type ActivationConfig } from './activation.ts';
export { Add, type AddConfig } from './add.ts';
export { Concatenate, type ConcatenateConfig } from './concatenate.ts';
export { Dense, type DenseConfig } from './dense.ts';
export { Flatten, type FlattenConfig } from './flatten.ts';
export { Reshape, type ReshapeConfig } from './reshape.ts';
