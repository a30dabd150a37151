/** The initializers: one line each, which exports the initializer and gives it its name. */
export { Constant, type ConstantConfig } from './constant.ts';
export { GlorotNormal } from './glorot-normal.ts';
export { GlorotUniform } from './glorot-uniform.ts';
export { HeNormal } from './he-normal.ts';
export { HeUniform } from './he-uniform.ts';
export { Identity, type IdentityConfig } from './identity.ts';
export { LecunNormal } from './lecun-normal.ts';
export { LecunUniform } from './lecun-uniform.ts';
export { Ones } from './ones.ts';
export { Orthogonal, type OrthogonalConfig } from './orthogonal.ts';
export { RandomNormal, type RandomNormalConfig } from './random-normal.ts';
export { RandomUniform, type RandomUniformConfig } from './random-uniform.ts';
export { TruncatedNormal, type TruncatedNormalConfig } from './truncated-normal.ts';
export { VarianceScaling, type VarianceScalingConfig } from './variance-scaling.ts';
export { Zeros } from './zeros.ts';
