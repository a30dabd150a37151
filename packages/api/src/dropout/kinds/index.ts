/** The kinds: one line each, which exports the kind and lets `layerFromConfig` make it from a file. */
export { Dropout, type DropoutConfig } from './unit/dropout.ts';
export { GaussianDropout, type GaussianDropoutConfig } from './unit/gaussian-dropout.ts';
export { GaussianNoise, type GaussianNoiseConfig } from './unit/gaussian-noise.ts';
export { UniformNoise, type UniformNoiseConfig } from './unit/uniform-noise.ts';
export { AlphaDropout, type AlphaDropoutConfig } from './unit/alpha-dropout.ts';
export { FeatureAlphaDropout, type FeatureAlphaDropoutConfig } from './unit/feature-alpha-dropout.ts';
export { SpatialDropout1D, type SpatialDropout1DConfig } from './spatial/spatial-dropout-1d.ts';
export { SpatialDropout2D, type SpatialDropout2DConfig } from './spatial/spatial-dropout-2d.ts';
export { SpatialDropout3D, type SpatialDropout3DConfig } from './spatial/spatial-dropout-3d.ts';
export { DropBlock2D, type DropBlock2DConfig } from './spatial/drop-block-2d.ts';
export { DropPath, type DropPathConfig } from './branch/drop-path.ts';
export { TokenDropout, type TokenDropoutConfig } from './sequence/token-dropout.ts';
