/** Other rows and labels than those that were measured. */
export type { LabelledRows, MixedRows, MixOptions } from './batch.ts';
export { cutMix } from './cut-mix.ts';
export { labelNoise, type LabelNoiseOptions } from './label-noise.ts';
export { mixup } from './mixup.ts';
