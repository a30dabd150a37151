/** The schedules: one line each, which exports the schedule and lets a stored one be made again. */
export { cosineDecayRestarts, type CosineDecayRestartsConfig } from './cosine-decay-restarts.ts';
export { cosineDecay, type CosineDecayConfig } from './cosine-decay.ts';
export { cosine, type CosineConfig } from './cosine.ts';
export { exponentialDecay, type ExponentialDecayConfig } from './exponential-decay.ts';
export { inverseTimeDecay, type InverseTimeDecayConfig } from './inverse-time-decay.ts';
export { linear, type LinearConfig } from './linear.ts';
export { oneCycle, type OneCycleConfig } from './one-cycle.ts';
export { piecewiseConstantDecay } from './piecewise-constant-decay.ts';
export { piecewise, type PiecewiseConfig } from './piecewise.ts';
export { polynomialDecay, type PolynomialDecayConfig } from './polynomial-decay.ts';
