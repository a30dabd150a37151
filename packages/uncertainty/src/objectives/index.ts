/** Objectives of `model.step` that are made of others. */
export {
  annealedNoise,
  gradientNoise,
  langevinNoise,
  type AnnealedNoiseConfig,
  type GradientNoiseOptions,
  type LangevinNoiseConfig,
} from './gradient-noise.ts';
export type { Objective } from './objective.ts';
export { rDrop, type RDropOptions } from './r-drop.ts';
export { sharpnessAware, type SharpnessAwareOptions } from './sharpness-aware.ts';
