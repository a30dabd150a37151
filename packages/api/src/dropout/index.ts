/** The family: its kinds, and what they have in common. */
export * from './kinds/index.ts';
export * from './kinds/layers.ts';
export { DropoutKind, type Moments } from './kind.ts';
export { learnedRates, type LearnedRatesOptions } from './learned-rates.ts';
export type { Kept } from './every.ts';
export type { NoiseShape } from './noise-shape.ts';
export type { AnyRate, AnyStepRate, Rate } from './rate.ts';
export { LearnedRate, type LearnedRateConfig } from './rates/learned-rate.ts';
export * from './thinned/index.ts';
