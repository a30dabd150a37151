/** The kinds: one line each, which exports the kind and lets `layerFromConfig` make it from a file. */
export { Dropout, type DropoutConfig } from './unit/dropout.ts';
