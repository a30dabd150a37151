/** The family: one line a kind. */
export { Dropout, type DropoutConfig } from './dropout.ts';
export { DropoutKind, type Draw, type Moments } from './kind.ts';
export type { NoiseShape } from './noise-shape.ts';
export type { Rate } from './rate.ts';
